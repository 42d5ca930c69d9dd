import type { ContractCase } from '../case.js';
import { addressCases } from './addresses.js';
import { cpuInterfaceCases } from './cpu-interface.js';
import { creationCases } from './creation.js';
import { irqfdCases } from './irqfd.js';
import { irqLineCases } from './irq-line.js';
import { registerCases } from './registers.js';
import { runCases } from './run.js';
import { runningCases } from './running.js';
import { typerCases } from './typer.js';

/** The kernels that answer every case alike. */
export const contractSeenOn = ['6.1', '6.12'] as const;

/** KVM's own contract: order of the calls, and what it answers to what it does not accept. */
export const contractCases: readonly ContractCase[] = [
  ...irqLineCases,
  ...irqfdCases,
  ...creationCases,
  ...addressCases,
  ...registerCases,
  ...cpuInterfaceCases,
  ...typerCases,
  ...runCases,
  ...runningCases,
];
