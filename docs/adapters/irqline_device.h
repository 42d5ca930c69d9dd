/*
 * What a shared library exports so that `irqline check --library FILE` can check the virtio-MMIO device in it.
 *
 * Build your device with these functions around it, `cc -shared -fPIC`, or in any language that can export C functions.
 * The first eight are required. What a library does not export of the others is never done to it, or not compared;
 * the report says so.
 *
 * All calls come from one thread. What a call leads to has to have happened when it returns, signals above all. Nothing
 * but irqline_read and irqline_write may change what the guest can see: look at your fields to answer the questions.
 *
 * The library lives in a process of its own: what it prints is kept for the report, and when it crashes, that is found.
 * Offsets and register names are those of Virtio 1.3, 4.2.2.
 */
#ifndef IRQLINE_DEVICE_H
#define IRQLINE_DEVICE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define IRQLINE_ABI_VERSION 1u
#define IRQLINE_NONE 0xffffffffu

#if defined(_WIN32)
#define IRQLINE_EXPORT __declspec(dllexport)
#elif defined(__GNUC__)
#define IRQLINE_EXPORT __attribute__((visibility("default")))
#else
#define IRQLINE_EXPORT
#endif

/* What went to the interrupt line: low to high to low, low to high, high to low. */
enum irqline_signal { IRQLINE_PULSE = 0, IRQLINE_ASSERT = 1, IRQLINE_DEASSERT = 2 };

/* irqline_config.ack_gate: InterruptACK always counts, or only after DRIVER_OK. */
enum irqline_ack_gate { IRQLINE_ACK_ALWAYS = 0, IRQLINE_ACK_AFTER_DRIVER_OK = 1 };

/*
 * irqline_config.signal, when the line is signalled: a pulse at each event, a pulse when InterruptStatus leaves 0, a
 * pulse when it gets a bit, an assert at each event with no deassert ever, or a level that follows it. Some of these lose
 * interrupts with Linux's driver, and on which lines: the report says so of what irqline_fixed_config names.
 */
enum irqline_signal_choice {
  IRQLINE_SIGNAL_ALWAYS = 0,
  IRQLINE_SIGNAL_ON_RISE = 1,
  IRQLINE_SIGNAL_ON_NEW_BIT = 2,
  IRQLINE_SIGNAL_ASSERT_ONLY = 3,
  IRQLINE_SIGNAL_LEVEL = 4
};

/* What a device is made with. It and what it points to are gone when irqline_create returns: copy what you keep. */
struct irqline_config {
  uint32_t device_id;
  uint32_t vendor_id;
  uint32_t features[2];           /* those offered: bits 0 to 31, then bits 32 to 63 */
  uint32_t queue_count;
  uint32_t config_length;         /* of the configuration space, in bytes */
  const uint32_t *queue_size_max; /* QueueSizeMax of each queue, 1 to 32768 */
  const uint8_t *config;          /* the configuration space at first */
  uint32_t config_writable;       /* 1: the driver may write the configuration space */
  uint32_t ack_gate;              /* enum irqline_ack_gate */
  uint32_t ack_width;             /* how many bits of InterruptACK count: 8 or 32 */
  uint32_t config_event_sets;     /* the bits that a configuration change sets in InterruptStatus: 2 or 3 */
  uint32_t signal;                /* enum irqline_signal_choice */
};

struct irqline_device; /* yours */

/* --- Required ---------------------------------------------------------------------------------------------------- */

/* Returns IRQLINE_ABI_VERSION. */
IRQLINE_EXPORT uint32_t irqline_abi_version(void);

/* Makes a fresh device for a run. NULL: it cannot be made so, which counts as a crash; see irqline_fixed_config. */
IRQLINE_EXPORT struct irqline_device *irqline_create(const struct irqline_config *config);

IRQLINE_EXPORT void irqline_destroy(struct irqline_device *device);

/*
 * The driver reads or writes `width` bytes at `offset` of the register block. Any offset below 0x1000 may come, with a width
 * of 0, 1, 2, 3, 4 or 8, and `value` has 32 bits whatever the width. What is no access of 4 bytes to a register that there
 * is, in its direction, nor a field within the configuration space, reads 0 and changes nothing: docs/adapters.md, "What
 * comes in a run", has what is expected of each. With `--driver conforming` no such access comes.
 */
IRQLINE_EXPORT uint32_t irqline_read(struct irqline_device *device, uint32_t offset, uint32_t width);
IRQLINE_EXPORT void irqline_write(struct irqline_device *device, uint32_t offset, uint32_t width, uint32_t value);

/* The device has used buffers of this queue, and notifies. */
IRQLINE_EXPORT void irqline_used_buffers(struct irqline_device *device, uint32_t queue);

/* What a read of Status and InterruptStatus would give now. */
IRQLINE_EXPORT uint32_t irqline_status(struct irqline_device *device);
IRQLINE_EXPORT uint32_t irqline_interrupt_status(struct irqline_device *device);

/* --- Optional actions -------------------------------------------------------------------------------------------- */

/* The device changes these bytes of its configuration space, and notifies. `bytes` is gone when it returns. */
IRQLINE_EXPORT void irqline_config_change(struct irqline_device *device, uint32_t offset, const uint8_t *bytes,
                                          uint32_t length);

/* The device meets a fatal error. */
IRQLINE_EXPORT void irqline_fatal_error(struct irqline_device *device);

/* --- Optional answers -------------------------------------------------------------------------------------------- */

/*
 * What went to the interrupt line since the last call, in order, each an enum irqline_signal. Stores at most `capacity`
 * of them; returns how many there were. A call forgets them all.
 */
IRQLINE_EXPORT uint32_t irqline_signals(struct irqline_device *device, uint32_t *signals, uint32_t capacity);

/* The queue that the driver notified the device of since the last call, or IRQLINE_NONE. A call forgets it. */
IRQLINE_EXPORT uint32_t irqline_notified(struct irqline_device *device);

/* What a read of ConfigGeneration would give now. */
IRQLINE_EXPORT uint32_t irqline_config_generation(struct irqline_device *device);

/* The level of the interrupt line now, 0 or 1. */
IRQLINE_EXPORT uint32_t irqline_line(struct irqline_device *device);

/* --- Optional, of the library ------------------------------------------------------------------------------------ */

/* What to call the implementation: letters, digits, dots, dashes. The name of the file when left out. */
IRQLINE_EXPORT const char *irqline_name(void);

/*
 * The part of every configuration that the device cannot have otherwise, as JSON: the `config` of a hello in
 * docs/adapters.md, such as "{\"deviceId\": 2, \"choices\": {\"signal\": \"level\"}}".
 */
IRQLINE_EXPORT const char *irqline_fixed_config(void);

#ifdef __cplusplus
}
#endif

#endif
