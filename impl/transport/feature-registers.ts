import { featureBits } from '../../spec/virtio-mmio.js';

const VERSION_1 = 1n << BigInt(featureBits.VIRTIO_F_VERSION_1);

/**
 * The registers by which device and driver agree on features (VIRTIO 2.2, 4.2.2): 64 of them, in two pages of 32, of which
 * the driver selects one to read and one to write.
 */
export class FeatureRegisters {
  /** What the device offers; VIRTIO_F_VERSION_1 always, for there is no legacy interface. */
  readonly offered: bigint;
  /** DeviceFeaturesSel */
  deviceSel = 0;
  /** DriverFeaturesSel */
  driverSel = 0;
  /** What the driver has written to DriverFeatures, page by page. */
  accepted = 0n;

  constructor(ofDevice: bigint) {
    this.offered = ofDevice | VERSION_1;
  }

  /** DeviceFeatures: the selected page of what is offered; 0 for a page that is not there. */
  readOffered(): number {
    return this.deviceSel > 1 ? 0 : Number((this.offered >> BigInt(32 * this.deviceSel)) & 0xffff_ffffn);
  }

  /** DriverFeatures: the selected page of what is accepted; ignored for a page that is not there. */
  writeAccepted(value: number): void {
    if (this.driverSel > 1) return;
    const shift = BigInt(32 * this.driverSel);
    this.accepted = (this.accepted & ~(0xffff_ffffn << shift)) | (BigInt(value) << shift);
  }

  /** Whether the driver has accepted a feature, by its bit number. */
  has(feature: number): boolean {
    return ((this.accepted >> BigInt(feature)) & 1n) === 1n;
  }

  /** Whether FEATURES_OK may be set: nothing is accepted that was not offered, and VIRTIO_F_VERSION_1 is (2.2.2, 6.1). */
  get areAcceptable(): boolean {
    return (this.accepted & ~this.offered) === 0n && (this.accepted & VERSION_1) !== 0n;
  }

  /** Back to what they are after a reset. */
  reset(): void {
    this.deviceSel = 0;
    this.driverSel = 0;
    this.accepted = 0n;
  }
}
