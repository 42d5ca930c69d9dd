/** InterruptStatus bit 0: the device used buffers of at least one virtqueue (VIRTIO 4.2.2). */
export const VRING = 1;
/** InterruptStatus bit 1: the configuration of the device changed (VIRTIO 4.2.2). */
export const CONFIG = 2;
/** The bits of InterruptStatus and InterruptACK that VIRTIO defines. */
export const DEFINED_BITS = VRING | CONFIG;
