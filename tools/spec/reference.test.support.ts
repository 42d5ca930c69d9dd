import type { Profile } from '../../model/delivery/index.js';

/** The profile of our own line: it is SAFE, and the simplest that is. */
export const reference: Profile = {
  order: 'statusFirst',
  update: 'or',
  signal: 'always',
  section: 'whole',
  trigger: 'edge',
  detector: 'transition',
  driver: 'ackFirst',
};
