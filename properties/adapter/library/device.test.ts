import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findProgram } from '../../../kvm-backend/host/command.js';
import { needs } from '../../../kvm-backend/testing/requirement.js';
import type { DeviceConfig } from '../../../model/index.js';
import { compiled } from './compile.test.support.js';
import { LibraryDevice } from './device.js';
import { helloOf } from './hello.js';
import { loadLibrary } from './load.js';

/** Gives away what it was made with and what was done to it, instead of being a device. */
const WITNESS = `
#include "irqline_device.h"
#include <stddef.h>
static struct irqline_config made;
static uint32_t sizes[2], done[5];
static uint8_t space[3];
uint32_t irqline_abi_version(void) { return IRQLINE_ABI_VERSION; }
struct irqline_device *irqline_create(const struct irqline_config *c) {
  made = *c;
  for (uint32_t i = 0; i < 2 && i < c->queue_count; i++) sizes[i] = c->queue_size_max[i];
  for (uint32_t i = 0; i < 3 && i < c->config_length; i++) space[i] = c->config[i];
  return c->device_id == 0 ? NULL : (struct irqline_device *)&made;
}
void irqline_destroy(struct irqline_device *d) { (void)d; done[0] = 1; }
uint32_t irqline_read(struct irqline_device *d, uint32_t offset, uint32_t width) {
  const uint32_t fields[] = {
    made.device_id, made.vendor_id, made.features[0], made.features[1], made.queue_count, made.config_length,
    sizes[0], sizes[1], space[0], space[1], space[2], made.config_writable,
    made.ack_gate == IRQLINE_ACK_AFTER_DRIVER_OK, made.ack_gate == IRQLINE_ACK_ALWAYS,
    made.ack_width, made.config_event_sets,
    made.signal == IRQLINE_SIGNAL_ALWAYS, made.signal == IRQLINE_SIGNAL_ON_RISE,
    made.signal == IRQLINE_SIGNAL_ON_NEW_BIT, made.signal == IRQLINE_SIGNAL_ASSERT_ONLY,
    made.signal == IRQLINE_SIGNAL_LEVEL,
    done[0], done[1], done[2], done[3], done[4]};
  return (struct irqline_config *)d == &made && width == 4 ? fields[offset] : 0xdead;
}
void irqline_write(struct irqline_device *d, uint32_t offset, uint32_t width, uint32_t value) {
  (void)d; done[1] = offset << 8 | width; done[2] = value;
}
void irqline_used_buffers(struct irqline_device *d, uint32_t queue) { (void)d; done[3] = queue; }
uint32_t irqline_status(struct irqline_device *d) { (void)d; return 15; }
uint32_t irqline_interrupt_status(struct irqline_device *d) { (void)d; return 3; }
#ifndef LEAST
void irqline_config_change(struct irqline_device *d, uint32_t offset, const uint8_t *bytes, uint32_t length) {
  (void)d; done[4] = offset << 24 | length << 16 | (uint32_t)bytes[0] << 8 | bytes[length - 1];
}
void irqline_fatal_error(struct irqline_device *d) { (void)d; done[4] = 99; }
uint32_t irqline_signals(struct irqline_device *d, uint32_t *signals, uint32_t capacity) {
  (void)d;
  for (uint32_t i = 0; i < capacity; i++) signals[i] = IRQLINE_PULSE;
  signals[1] = IRQLINE_ASSERT; signals[2] = IRQLINE_DEASSERT; signals[3] = 7;
  return done[3] == 5 ? 4 : 1000;
}
uint32_t irqline_notified(struct irqline_device *d) { (void)d; return done[3] == 5 ? 2 : IRQLINE_NONE; }
uint32_t irqline_config_generation(struct irqline_device *d) { (void)d; return 0xffffffff; }
uint32_t irqline_line(struct irqline_device *d) { (void)d; return 1; }
const char *irqline_name(void) { return "its-name"; }
const char *irqline_fixed_config(void) { return "{\\"deviceId\\": 2}"; }
#endif
`;

const config: DeviceConfig = {
  deviceId: 0xffff_fffe,
  vendorId: 11,
  features: [12, 13],
  queueSizeMax: [14, 15],
  config: [16, 17, 255],
  configWritable: true,
  choices: { ackGate: 'DRIVER_OK', ackWidth: 8, configEventSets: 3, signal: 'level' },
};

interface Answer {
  readonly observation: { readonly value: number; readonly signals?: unknown[]; readonly notified?: number | null };
  readonly view: object;
}

void describe('a device of a shared library', needs(findProgram('cc') !== undefined, 'no C compiler here'), () => {
  const start = (made: DeviceConfig, ...flags: readonly string[]) => {
    const file = compiled(`wit ness${flags.join('')}`, WITNESS, ...flags);
    const library = loadLibrary(file);
    const device = LibraryDevice.create(library, made);
    const apply = (action: Parameters<LibraryDevice['apply']>[0]): Answer => device?.apply(action) as Answer;
    const fields = (from: number, to: number): readonly number[] =>
      Array.from(
        { length: to - from },
        (_, at) => apply({ kind: 'read', offset: from + at, width: 4 }).observation.value,
      );
    return { hello: helloOf(library, file), device, apply, fields };
  };

  void it('is made with every field of its configuration', () => {
    assert.deepEqual(start(config).fields(0, 16), [0xffff_fffe, 11, 12, 13, 2, 3, 14, 15, 16, 17, 255, 1, 1, 0, 8, 3]);
    for (const [at, signal] of (['always', 'onRise', 'onNewBit', 'assertOnly', 'level'] as const).entries()) {
      const choices = { ackGate: 'none', ackWidth: 32, configEventSets: 2, signal } as const;
      const { fields } = start({ ...config, configWritable: false, choices });
      const chosen = [0, 1, 2, 3, 4].map((other) => Number(other === at));
      assert.deepEqual(fields(11, 21), [0, 0, 1, 32, 2, ...chosen]);
    }
  });

  void it('is undefined where the library makes none', () => {
    assert.equal(start({ ...config, deviceId: 0 }).device, undefined);
  });

  void it('has each action done to it, and is looked at after it', () => {
    const { apply, fields, device } = start(config);
    const { observation, view } = apply({ kind: 'usedBuffers', queue: 5 });
    assert.deepEqual(observation, {
      value: null,
      signals: ['pulse', 'assert', 'deassert', 7],
      notified: 2,
      error: null,
    });
    assert.deepEqual(view, { Status: 15, InterruptStatus: 3, ConfigGeneration: 0xffff_ffff, line: 1 });
    const later = apply({ kind: 'usedBuffers', queue: 6 }).observation;
    assert.deepEqual([later.notified, later.signals?.length], [null, 64]);
    apply({ kind: 'write', offset: 0x70, width: 2, value: 0xffff_ffff });
    apply({ kind: 'configChange', offset: 1, bytes: [7, 8, 9] });
    assert.deepEqual(fields(21, 26), [0, 0x7002, 0xffff_ffff, 6, 0x0103_0709]);
    apply({ kind: 'fatalError' });
    device?.destroy();
    assert.deepEqual([fields(21, 22), fields(25, 26)], [[1], [99]]);
    assert.throws(() => apply({ kind: 'activationFails' }), /does activationFails/);
  });

  void it('is of a library that says what it can do by what it exports', () => {
    const [least, all] = [
      ['read', 'write', 'usedBuffers'],
      ['configChange', 'fatalError'],
    ];
    assert.deepEqual(start(config).hello, {
      protocol: 1,
      name: 'its-name',
      layer: 'device',
      actions: [...least, ...all],
      hides: [],
      config: { deviceId: 2 },
    });
    const { hello, apply } = start(config, '-DLEAST');
    const hides = ['signals', 'notified', 'ConfigGeneration', 'line'];
    assert.deepEqual(hello, { protocol: 1, name: 'wit-ness-DLEAST', layer: 'device', actions: least, hides });
    assert.deepEqual(JSON.parse(JSON.stringify(apply({ kind: 'usedBuffers', queue: 0 }))), {
      observation: { value: null, error: null },
      view: { Status: 15, InterruptStatus: 3 },
    });
  });
});
