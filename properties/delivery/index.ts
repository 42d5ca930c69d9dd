export { replayRun, type DeliveryReplay, type ReplayedStep } from './replay.js';
export { type DeliveryView } from './view.js';
