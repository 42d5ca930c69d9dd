import { existsSync, statSync } from 'node:fs';
import {
  suites,
  USUAL_PATIENCE_MS,
  type HostOptions,
  type KernelChoice,
  type KvmHost,
} from '../../kvm-backend/index.js';
import { IrqlineError } from '../../spec/index.js';
import { quoted } from '../shell.js';

/** Options of the command line that say where KVM runs. */
interface Chosen extends Pick<HostOptions, 'host' | 'node' | 'root'> {
  readonly kernel: string;
  /** Milliseconds. */
  readonly patience: number;
}

/** @throws IrqlineError FILE_NOT_READABLE for what is not there */
export function hostOf({ host, kernel, node, root, patience }: Chosen): Omit<HostOptions, 'onProgress'> {
  for (const path of [node, root]) {
    if (path !== undefined && !existsSync(path)) throw new IrqlineError('FILE_NOT_READABLE', path);
  }
  return {
    host,
    patienceMs: patience,
    kernel: kernelOf(kernel),
    ...(node === undefined ? {} : { node }),
    ...(root === undefined ? {} : { root }),
  };
}

/**
 * The options that lead to the same host again.
 * @param kind - where KVM ran in the end, if it did: of this machine's own there is nothing more to choose
 */
export function whereAgain(
  { host, kernel, node, root, patience }: Chosen,
  kind: KvmHost['kind'] | undefined,
): readonly string[] {
  const isNative = kind === 'native';
  return [
    ...(isNative ? [] : [`--kernel ${quoted(kernel)}`]),
    ...(host === 'auto' ? [] : [`--host ${host}`]),
    ...(isNative || node === undefined ? [] : [`--node ${quoted(node)}`]),
    ...(isNative || root === undefined ? [] : [`--root ${quoted(root)}`]),
    ...(patience === USUAL_PATIENCE_MS ? [] : [`--patience ${patience}ms`]),
  ];
}

function kernelOf(name: string): KernelChoice {
  const suite = suites.find((known) => known === name);
  if (suite !== undefined) return { suite };
  if (statSync(name, { throwIfNoEntry: false })?.isFile() === true) return { path: name };
  throw new IrqlineError('FILE_NOT_READABLE', `no kernel ${name}, neither a file nor one of ${suites.join(', ')}`);
}
