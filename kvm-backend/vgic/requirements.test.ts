import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorCatalogue } from '../../spec/errors.js';
import { kvmConstants, type KvmConstant } from '../abi/constants.js';
import { kvmError } from '../system/kvm-error.js';
import { lackingIn, requirements } from './requirements.js';

/** Does an older Linux have it? */
const isUpTo = (version: string, newest: string): boolean =>
  version.localeCompare(newest, 'en', { numeric: true }) <= 0;

/** The KVM of a Linux, as far as the requirements ask. */
const kvmOf = (linux: string): Parameters<typeof lackingIn>[0] => {
  const has = (constant: KvmConstant): boolean =>
    isUpTo(requirements.find(({ name }) => name === constant)?.since ?? '', linux);
  const groups = (['DIST_REGS', 'REDIST_REGS', 'CPU_SYSREGS', 'LEVEL_INFO'] as const).map(
    (name) => `KVM_DEV_ARM_VGIC_GRP_${name}` as const,
  );
  const capabilities = ['KVM_CAP_IRQFD', 'KVM_CAP_IRQFD_RESAMPLE', 'KVM_CAP_IMMEDIATE_EXIT'] as const;
  const attributeOf = (group: number, attr: bigint): KvmConstant | undefined =>
    group === kvmConstants.KVM_DEV_ARM_VGIC_GRP_ADDR &&
    attr === BigInt(kvmConstants.KVM_VGIC_V3_ADDR_TYPE_REDIST_REGION)
      ? 'KVM_VGIC_V3_ADDR_TYPE_REDIST_REGION'
      : groups.find((name) => kvmConstants[name] === group);
  return {
    kvm: {
      checkExtension: (asked) => {
        const name = capabilities.find((capability) => kvmConstants[capability] === asked);
        return name !== undefined && has(name) ? 1 : 0;
      },
    },
    device: {
      requireAttribute: (group, attr) => {
        const name = attributeOf(group, attr);
        if (name === undefined || !has(name)) throw kvmError('KVM_HAS_DEVICE_ATTR', 'ENXIO');
      },
    },
  };
};

const lackingSince = (linux: string): readonly string[] =>
  requirements.filter(({ since }) => !isUpTo(since, linux)).map(({ name, since }) => `${name} (Linux ${since})`);

void test('of an old KVM all is named that it lacks, of a new one nothing', () => {
  for (const linux of ['4.0', '4.1', '4.9', '4.11', '4.17', '4.18', '6.12']) {
    assert.deepEqual(lackingIn(kvmOf(linux)), lackingSince(linux), linux);
  }
  assert.deepEqual(lackingIn(kvmOf('4.17')), ['KVM_VGIC_V3_ADDR_TYPE_REDIST_REGION (Linux 4.18)']);
  assert.equal(lackingIn(kvmOf('4.9')).length, 6);
});

void test('a refusal that does not say that an attribute is missing is no answer', () => {
  const busy = { requireAttribute: (): never => assert.fail(kvmError('KVM_HAS_DEVICE_ATTR', 'EBUSY')) };
  assert.throws(() => lackingIn({ ...kvmOf('6.12'), device: busy }), { code: 'KVM_EBUSY' });
});

void test('the fix names the oldest kernel that has all', () => {
  const oldest = requirements.map(({ since }) => since).reduce((a, b) => (isUpTo(a, b) ? b : a));
  assert.match(errorCatalogue.KVM_TOO_OLD.fix, new RegExp(`Linux ${oldest} or newer`));
});
