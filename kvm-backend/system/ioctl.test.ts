import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { offsetOf } from '../abi/structures.js';
import { FakeLibc } from '../testing/fake-libc.js';
import { Descriptor } from './descriptor.js';
import { setOneReg } from './ioctl.js';
import { useLibc, viewOf } from './libc.js';

afterEach(() => useLibc());

setFlagsFromString('--expose-gc');
setFlagsFromString('--allow-natives-syntax');
const collectGarbage = runInNewContext('gc') as () => void;
const optimise = runInNewContext('(f) => %OptimizeFunctionOnNextCall(f)') as (f: unknown) => void;
const prepare = runInNewContext('(f) => %PrepareFunctionForOptimization(f)') as (f: unknown) => void;

test('what a register is set to lasts until the kernel has read it, whatever is collected as garbage meanwhile', () => {
  const read: bigint[] = [];
  class Collecting extends FakeLibc {
    override readonly ioctlPointer = (_descriptor: number, _request: number, argument: Uint8Array): number => {
      collectGarbage();
      const address = new DataView(argument.buffer).getBigUint64(offsetOf('kvm_one_reg', 'addr'), true);
      read.push(new DataView(viewOf(address, 8)).getBigUint64(0, true));
      return 0;
    };
  }
  useLibc(new Collecting());
  const vcpu = new Descriptor(3, 'vCPU');
  const values = Array.from({ length: 60 }, (_, index) => BigInt(index) + 0x4000_0000n);
  prepare(setOneReg);
  for (const [index, value] of values.entries()) {
    if (index === 20) optimise(setOneReg); // from then on what is not used any more is not kept
    setOneReg(vcpu, 1n, value);
  }
  assert.deepEqual(read, values);
});
