import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kvmGic } from '../behaviour.js';
import type { Frame, GicAction, MmioAccess } from '../language.js';
import { scene, type Scene } from '../scene.test.support.js';

type Width = MmioAccess['width'];

function registers(gic: Scene, frame: Frame, pe = 0) {
  return {
    read: (offset: number, width: Width = 4): number => {
      const seen = gic.does({ kind: 'mmioRead', frame, pe, offset, width });
      assert(seen.kind === 'value');
      return seen.value;
    },
    write: (offset: number, value: number, width: Width = 4): void => {
      gic.does({ kind: 'mmioWrite', frame, pe, offset, width, value });
    },
  };
}

test('GICD_CTLR keeps the two group enables, and reads ARE and DS as one', () => {
  const { read, write } = registers(scene(), 'distributor');
  assert.equal(read(0x0), 0x50);
  write(0x0, 0xffff_ffff);
  assert.equal(read(0x0), 0x53);
  write(0x0, 2);
  assert.equal(read(0x0), 0x52);
});

test('GICD_TYPER tells the interrupt lines, the identifier bits, and what routing there is', () => {
  assert.equal(registers(scene(undefined, 1, 64), 'distributor').read(0x4), 0x0148_0002);
  assert.equal(registers(scene(undefined, 1, 988), 'distributor').read(0x4) & 0x1f, 31);
  assert.equal(registers(scene(kvmGic), 'distributor').read(0x4), 0x0248_0001);
});

test('GICR_TYPER tells the affinity, the processor number, and which is the last', () => {
  const gic = scene(undefined, 2);
  assert.equal(registers(gic, 'redistributor', 0).read(0x8, 8), 0);
  const last = registers(gic, 'redistributor', 1);
  assert.equal(last.read(0x8, 8), 2 ** 32 + 0x110);
  assert.equal(last.read(0x8), 0x110);
  assert.equal(last.read(0xc), 1);
  assert.equal(last.read(0x8, 1), 0);
});

test('PIDR2 says GICv3 in both frames', () => {
  assert.equal(registers(scene(), 'distributor').read(0xffe8), 0x3b);
  assert.equal(registers(scene(), 'redistributor').read(0xffe8), 0x3b);
});

test('set and clear registers share their bits; zeros change nothing', () => {
  const { read, write } = registers(scene(), 'distributor');
  for (const [set, clear] of [
    [0x104, 0x184],
    [0x204, 0x284],
    [0x304, 0x384],
  ] as const) {
    write(set, 0x8000_0101);
    write(set, 0);
    assert.equal(read(set), 0x8000_0101);
    write(clear, 0x100);
    assert.equal(read(clear), 0x8000_0001);
  }
});

test('GICD_IGROUPR takes zeros and ones', () => {
  const { read, write } = registers(scene(), 'distributor');
  write(0x84, 0xf0f0_f0f0);
  write(0x84, 0x0ff0_0000);
  assert.equal(read(0x84), 0x0ff0_0000);
});

test('GICD_ICFGR has bit 2n+1 for the trigger, and bit 2n reserved', () => {
  const gic = scene();
  const { read, write } = registers(gic, 'distributor');
  write(0xc08, 0x0000_0007);
  assert.equal(read(0xc08), 0x0000_0002);
  assert.deepEqual(
    gic.view().interrupts.map(({ intId, trigger }) => [intId, trigger]),
    [[32, 'edge']],
  );
});

test('IPRIORITYR takes bytes and words, and keeps five bits', () => {
  const { read, write } = registers(scene(), 'distributor');
  write(0x428, 0xffa7_0810);
  assert.equal(read(0x428), 0xf8a0_0810);
  write(0x429, 0x90, 1);
  assert.equal(read(0x428), 0xf8a0_9010);
  assert.equal(read(0x42b, 1), 0xf8);
});

test('GICD_IROUTER takes eight bytes or its halves; Interrupt_Routing_Mode hides the affinity', () => {
  const gic = scene();
  const { read, write } = registers(gic, 'distributor');
  write(0x6140, 0x12_0003_0201, 8);
  assert.equal(read(0x6140, 8), 0x12_0003_0201);
  write(0x6140, 0x0004_0506);
  assert.equal(read(0x6140, 8), 0x12_0004_0506);
  write(0x6144, 0xff34);
  assert.equal(read(0x6144), 0x34);
  write(0x6140, 0x8000_0001, 8);
  assert.equal(read(0x6140, 8), 0x8000_0000);
  assert.equal(gic.view().interrupts[0]?.route, 'any');
});

test('where Interrupt_Routing_Mode is ignored, the affinity beside it counts', () => {
  const { read, write } = registers(scene(kvmGic), 'distributor');
  write(0x6140, 0x8003_0201, 8);
  assert.equal(read(0x6140, 8), 0x0003_0201);
  write(0x6140, 0x8000_0001);
  assert.equal(read(0x6140, 8), 1);
});

test('a redistributor has the PPIs of its own PE, and no SGIs', () => {
  const gic = scene(undefined, 2);
  const first = registers(gic, 'redistributor', 0);
  const second = registers(gic, 'redistributor', 1);
  second.write(0x1_0100, 0xffff_ffff);
  assert.equal(second.read(0x1_0100), 0xffff_0000);
  assert.equal(first.read(0x1_0100), 0);
  second.write(0x1_0c04, 0xffff_ffff);
  assert.equal(second.read(0x1_0c04), 0xaaaa_aaaa);
});

const nothing: readonly (readonly [string, Frame, number, Width])[] = [
  ['word 0 of a banked register', 'distributor', 0x100, 4],
  ['a priority of word 0', 'distributor', 0x410, 1],
  ['a priority beyond the last interrupt', 'distributor', 0x440, 1],
  ['a bit register beyond the last interrupt', 'distributor', 0x108, 4],
  ['a route of an absent interrupt', 'distributor', 0x6200, 8],
  ['a route of a PPI', 'distributor', 0x60d8, 8],
  ['the priority of a special INTID', 'distributor', 0x7fc, 4],
  ['a byte of a bit register', 'distributor', 0x104, 1],
  ['two bytes of a priority', 'distributor', 0x420, 2],
  ['two bytes of a route', 'distributor', 0x6100, 2],
  ['eight bytes of a bit register', 'distributor', 0x108, 8],
  ['a misaligned word', 'distributor', 0x105, 4],
  ['a byte of GICD_CTLR', 'distributor', 0x0, 1],
  ['a byte of GICD_TYPER', 'distributor', 0x4, 1],
  ['two bytes of PIDR2', 'distributor', 0xffe8, 2],
  ['two bytes of PIDR2', 'redistributor', 0xffe8, 2],
  ['GICD_ITARGETSR', 'distributor', 0x820, 4],
  ['an offset far beyond', 'distributor', 0x9_0000, 4],
  ['a negative offset', 'distributor', -4, 4],
  ['a fraction of an offset', 'distributor', 0.5, 1],
  ['GICR_WAKER', 'redistributor', 0x14, 4],
  ['an SPI in a redistributor', 'redistributor', 0x1_0104, 4],
];
for (const [what, frame, offset, width] of nothing) {
  test(`GIC-R1, GIC-R2: ${what} reads as zero and ignores writes`, () => {
    const gic = scene();
    const before = gic.view();
    const { read, write } = registers(gic, frame);
    write(offset, 0xff, width);
    assert.equal(read(offset, width), 0);
    assert.deepEqual(gic.view(), before);
  });
}

test('read-only registers ignore writes', () => {
  const gic = scene();
  const before = gic.view();
  const distributor = registers(gic, 'distributor');
  distributor.write(0x4, 0xffff_ffff);
  distributor.write(0xffe8, 0xffff_ffff);
  registers(gic, 'redistributor').write(0x8, 0xffff, 8);
  assert.deepEqual(gic.view(), before);
  assert.equal(distributor.read(0xffe8), 0x3b);
});

test('the redistributor of an absent PE reads as zero and ignores writes', () => {
  const gic = scene();
  const before = gic.view();
  const { read, write } = registers(gic, 'redistributor', 1);
  write(0x1_0100, 0xffff_0000);
  assert.equal(read(0xffe8), 0);
  assert.deepEqual(gic.view(), before);
});

test('a raw write is the writes of its fields: ISPENDR by word pends both', () => {
  const gic = scene();
  const write: GicAction = { kind: 'mmioWrite', frame: 'distributor', pe: 0, offset: 0x204, width: 4, value: 0x101 };
  gic.does(write);
  assert.equal(gic.stateOf({ pe: 0, intId: 32 }), 'P');
  assert.equal(gic.stateOf({ pe: 0, intId: 40 }), 'P');
});
