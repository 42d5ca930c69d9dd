/*
 * A virtio-MMIO device in a shared library that takes part in `irqline check`, as an example. Its state and what is
 * static stand for the implementation that is to be checked; the functions at the end are what any such library exports.
 *
 *     cc -shared -fPIC -o libdevice.so docs/adapters/device.c
 *     npx irqline check --library libdevice.so
 *
 * With -DFAULT_RESET_KEEPS_STATUS it has a real fault, which is found.
 */
#include "irqline_device.h"

#include <stdlib.h>
#include <string.h>

enum { ACKNOWLEDGE = 1, DRIVER = 2, DRIVER_OK = 4, FEATURES_OK = 8, NEEDS_RESET = 64, FAILED = 128 };
enum { VRING = 1, CONFIG = 2 };
enum { QUEUES = 1024, SPACE = 4096 - 256, SIGNALS = 16 };

struct irqline_device {
  struct irqline_config made;
  uint32_t queue_size_max[QUEUES];
  uint8_t space[SPACE];
  uint32_t generation;
  uint32_t status, interrupt_status, features_sel, driver_features_sel, queue_sel;
  uint32_t driver_features[2];
  uint8_t ready[QUEUES];
  /* In place of an eventfd: what went to it, for irqline to look at. */
  uint32_t signals[SIGNALS], signalled, notified;
};

static void reset(struct irqline_device *d) {
#ifndef FAULT_RESET_KEEPS_STATUS
  d->interrupt_status = 0;
#endif
  d->status = d->features_sel = d->driver_features_sel = d->queue_sel = 0;
  memset(d->driver_features, 0, sizeof d->driver_features);
  memset(d->ready, 0, sizeof d->ready);
}

static void interrupt(struct irqline_device *d, uint32_t bit) {
  if (!(d->status & DRIVER_OK)) return;
  d->interrupt_status |= bit;
  if (d->signalled < SIGNALS) d->signals[d->signalled] = IRQLINE_PULSE;
  d->signalled++;
}

static void write_status(struct irqline_device *d, uint32_t value) {
  static const uint32_t stages[] = {ACKNOWLEDGE, DRIVER, FEATURES_OK, DRIVER_OK};
  const uint32_t *offered = d->made.features, *asked = d->driver_features;
  int agreed = (asked[1] & 1) && !(asked[0] & ~offered[0]) && !(asked[1] & ~offered[1]);
  if (value == 0) {
    reset(d);
    return;
  }
  value &= ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK | FAILED;
  for (int i = 1; i < 4; i++)
    if ((value & stages[i]) && !(value & stages[i - 1])) return; /* bits come in order, */
  if (d->status & ~(uint32_t)NEEDS_RESET & ~value) return;       /* and go by a reset alone */
  if (!(d->status & FEATURES_OK) && !agreed) value &= ~(uint32_t)(FEATURES_OK | DRIVER_OK);
  d->status = value | (d->status & NEEDS_RESET);
}

uint32_t irqline_read(struct irqline_device *d, uint32_t offset, uint32_t width) {
  int has_queue = d->queue_sel < d->made.queue_count;
  if (offset >= 0x100) { /* the configuration space, little-endian */
    uint32_t at = offset - 0x100, value = 0;
    if ((width != 1 && width != 2 && width != 4) || at > d->made.config_length || width > d->made.config_length - at)
      return 0;
    for (uint32_t i = 0; i < width; i++) value |= (uint32_t)d->space[at + i] << (8 * i);
    return value;
  }
  if (width != 4) return 0;
  switch (offset) {
    case 0x000: return 0x74726976;
    case 0x004: return 2;
    case 0x008: return d->made.device_id;
    case 0x00c: return d->made.vendor_id;
    case 0x010: return d->features_sel < 2 ? d->made.features[d->features_sel] : 0;
    case 0x034: return has_queue ? d->queue_size_max[d->queue_sel] : 0;
    case 0x044: return has_queue ? d->ready[d->queue_sel] : 0;
    case 0x060: return d->interrupt_status;
    case 0x070: return d->status;
    case 0x0b0: case 0x0b4: case 0x0b8: case 0x0bc: return 0xffffffff; /* no shared memory */
    case 0x0fc: return d->generation;
    default: return 0;
  }
}

void irqline_write(struct irqline_device *d, uint32_t offset, uint32_t width, uint32_t value) {
  uint32_t sel = d->driver_features_sel;
  if (offset >= 0x100 || width != 4) return; /* the configuration space of this device cannot be written */
  switch (offset) {
    case 0x014: d->features_sel = value; break;
    case 0x024: d->driver_features_sel = value; break;
    case 0x020:
      if (sel < 2 && (d->status & (DRIVER | FEATURES_OK)) == DRIVER) d->driver_features[sel] = value;
      break;
    case 0x030: d->queue_sel = value; break;
    case 0x044:
      if ((d->status & FEATURES_OK) && d->queue_sel < d->made.queue_count && value < 2)
        d->ready[d->queue_sel] = (uint8_t)value;
      break;
    case 0x050:
      if (value < d->made.queue_count && d->ready[value] && (d->status & DRIVER_OK)) d->notified = value;
      break;
    case 0x064: d->interrupt_status &= ~value; break;
    case 0x070: write_status(d, value); break;
  }
}

/* From here on, what only irqline asks for. */

uint32_t irqline_abi_version(void) { return IRQLINE_ABI_VERSION; }

const char *irqline_name(void) { return "c-example"; }

const char *irqline_fixed_config(void) {
  return "{\"features\": [0, 1], \"configWritable\": false, \"choices\": {\"ackGate\": \"none\", \"ackWidth\": 32, "
         "\"configEventSets\": 2, \"signal\": \"always\"}}";
}

struct irqline_device *irqline_create(const struct irqline_config *config) {
  struct irqline_device *d;
  if (config->queue_count > QUEUES || config->config_length > SPACE) return NULL;
  if ((d = calloc(1, sizeof *d)) == NULL) return NULL;
  d->made = *config;
  for (uint32_t i = 0; i < config->queue_count; i++) d->queue_size_max[i] = config->queue_size_max[i];
  for (uint32_t i = 0; i < config->config_length; i++) d->space[i] = config->config[i];
  d->notified = IRQLINE_NONE;
  return d;
}

void irqline_destroy(struct irqline_device *d) { free(d); }

void irqline_used_buffers(struct irqline_device *d, uint32_t queue) {
  (void)queue;
  interrupt(d, VRING);
}

void irqline_config_change(struct irqline_device *d, uint32_t offset, const uint8_t *bytes, uint32_t length) {
  if (length > 0) memcpy(d->space + offset, bytes, length);
  d->generation++;
  interrupt(d, CONFIG);
}

uint32_t irqline_status(struct irqline_device *d) { return d->status; }

uint32_t irqline_interrupt_status(struct irqline_device *d) { return d->interrupt_status; }

uint32_t irqline_config_generation(struct irqline_device *d) { return d->generation; }

uint32_t irqline_signals(struct irqline_device *d, uint32_t *signals, uint32_t capacity) {
  uint32_t count = d->signalled;
  for (uint32_t i = 0; i < count && i < SIGNALS && i < capacity; i++) signals[i] = d->signals[i];
  d->signalled = 0;
  return count;
}

uint32_t irqline_notified(struct irqline_device *d) {
  uint32_t queue = d->notified;
  d->notified = IRQLINE_NONE;
  return queue;
}
