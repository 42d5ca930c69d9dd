import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import type { DeviceAction, DeviceConfig, DeviceLanguage, Model, Subject } from '../../model/index.js';
import { deviceKit, drive, layers, ownSubject } from '../../properties/index.js';
import { failureReport } from './failure.js';

const [kit] = layers;
assert.ok(kit !== undefined);

const config: DeviceConfig = {
  deviceId: 1,
  vendorId: 0,
  features: [0, 1],
  queueSizeMax: [4],
  config: [0],
  configWritable: false,
  choices: { ackGate: 'none', ackWidth: 32, configEventSets: 2, signal: 'level' },
};
const ack: DeviceAction = { kind: 'write', offset: 0x64, width: 4, value: 0 };
const readStatus: DeviceAction = { kind: 'read', offset: 0x70, width: 4 };

type Device = Subject<DeviceLanguage>;

/** Our own device, of which something is otherwise. */
function changed(changes: (own: Device) => Partial<Device>): Device {
  const own = ownSubject(deviceKit)();
  return {
    name: 'changed',
    supports: () => true,
    reset: (made) => own.reset(made),
    apply: (action) => own.apply(action),
    observe: () => own.observe(),
    close: () => own.close(),
    ...changes(own),
  };
}

/** The report of what a property says of a run. */
function reportOf(id: string, subject: Device, actions: readonly DeviceAction[]): string {
  const run = drive(kit?.model as unknown as Model<DeviceLanguage, unknown>, subject, config, actions);
  const property = kit?.properties.find((one) => one.id === id);
  const violation = property?.judge(run);
  assert.ok(kit !== undefined && property !== undefined && violation !== undefined);
  return stripVTControlCharacters(failureReport(kit, subject.name, property, violation, run));
}

const traceback = 'the adapter ended with 1; its last words:\nTraceback (most recent call last):\n  KeyError: 0\n';
const dies = changed(() => ({
  apply: () => {
    throw new Error(traceback);
  },
}));

void describe('the report of a failure', () => {
  void it('of the comparison with the model names the clauses that speak of what differs, and no other', () => {
    const lineFell = changed((own) => ({ observe: () => ({ ...own.observe(), line: 1 }) }));
    const report = reportOf('agrees-with-the-model', lineFell, [readStatus]);
    assert.match(report, /\n {2}view\.line {2}expected 0, actual 1\n/);
    assert.match(report, /\n {2}the model alone says so \(docs\/model\.md\); no clause speaks of what differs$/);
    assert.doesNotMatch(report, /VIRTIO-N/);
    const bit = changed((own) => ({ observe: () => ({ ...own.observe(), InterruptStatus: 1 }) }));
    const ids = reportOf('agrees-with-the-model', bit, [readStatus]).match(/^ {2}VIRTIO-N\d+/gm);
    assert.deepEqual(ids, ['  VIRTIO-N1', '  VIRTIO-N2', '  VIRTIO-N15']);
  });

  void it('of a crash tells the last words once and last, and shows where it happened', () => {
    const report = reportOf('nothing-crashes', dies, [ack]);
    assert.equal(report.match(/KeyError/g)?.length, 1);
    assert.match(
      report,
      /\n {2}1 {2}driver writes 0 to InterruptACK {2}cannot go on: the adapter ended with 1 {2}← here\n/,
    );
    assert.match(report, /● driver writes 0 to InterruptACK ✗\n/);
    assert.match(
      report,
      /\n\n {2}the adapter ended with 1; its last words:\n {4}Traceback \(most recent call last\):\n {6}KeyError: 0\n\n/,
    );
    assert.deepEqual(report.match(/^ {2}VIRTIO-N\d+/gm), ['  VIRTIO-N15']);
  });

  void it('says of a clause that a standard leaves open that the choice is the model’s', () => {
    const answers = changed((own) => ({ apply: (action) => ({ ...own.apply(action), value: 1 }) }));
    const report = reportOf('wrong-accesses-do-nothing', answers, [{ ...readStatus, width: 2 }]);
    assert.match(report, /\n {2}VIRTIO-N14 VIRTIO 1\.3, 4\.2\.2\.2 \(left open; a choice of the model\): /);
  });

  void it('of a crash in what the device itself does names no clause', () => {
    const report = reportOf('nothing-crashes', dies, [{ kind: 'configChange', offset: 0, bytes: [1] }]);
    assert.doesNotMatch(report, /VIRTIO-N/);
    assert.match(report, /no clause says that a device survives its own events, and none lets it end of them$/);
  });

  void it('says in the comparison with the model, too, what a crash came to, on one line', () => {
    const [first] = reportOf('agrees-with-the-model', dies, [ack]).split('\n');
    assert.equal(first, '✗ agrees-with-the-model: the subject could not go on: the adapter ended with 1');
  });
});
