import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** The machine that KVM runs on, as far as a report needs to tell it from others. */
export interface MachineDescription {
  /** What its firmware calls it. */
  readonly model: string;
  /** MIDR_EL1's Implementer and PartNum, as Linux shows them; they name the core. */
  readonly processor: string;
  readonly processors: number;
}

/** Where Linux shows the name of the machine: from a device tree, or from DMI. */
const MODELS = ['/proc/device-tree/model', '/sys/class/dmi/id/product_name'];
const CPU_INFO = '/proc/cpuinfo';

export function describeMachine(): MachineDescription {
  return {
    model: MODELS.filter((path) => existsSync(path)).map(nameIn)[0] ?? 'unknown',
    processor: existsSync(CPU_INFO) ? processorIn(readFileSync(CPU_INFO, 'utf8')) : 'unknown',
    processors: cpus().length,
  };
}

/** A device tree ends its strings by a zero. */
const nameIn = (path: string): string => readFileSync(path, 'utf8').replaceAll('\0', '').trim();

/** @param text - of /proc/cpuinfo on arm64; the first core stands for all */
export function processorIn(text: string): string {
  const field = (name: string): string | undefined => new RegExp(`^${name}\\s*: (\\S+)`, 'm').exec(text)?.[1];
  const [implementer, part] = [field('CPU implementer'), field('CPU part')];
  return implementer === undefined || part === undefined ? 'unknown' : `implementer ${implementer}, part ${part}`;
}
