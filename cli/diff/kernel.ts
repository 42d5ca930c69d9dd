import { statSync } from 'node:fs';
import { suites, type KernelChoice } from '../../kvm-backend/index.js';
import { IrqlineError } from '../../spec/index.js';

/** @throws IrqlineError FILE_NOT_READABLE for what is neither a Debian release nor a file */
export function kernelOf(name: string): KernelChoice {
  const suite = suites.find((known) => known === name);
  if (suite !== undefined) return { suite };
  if (statSync(name, { throwIfNoEntry: false })?.isFile() === true) return { path: name };
  throw new IrqlineError('FILE_NOT_READABLE', `no kernel ${name}, neither a file nor one of ${suites.join(', ')}`);
}
