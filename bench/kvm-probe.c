/*
 * The loops of kvm-backend/guest/measure.ts once more, in C, to be measured beside them: what the calls cost without us.
 *
 * usage: kvm-probe LOOP MEMORY MILLISECONDS, prints how often a second; bench/kvm-probe.ts builds it.
 *
 * MEMORY is a file of what the guest's memory starts with: the agent, its translation table, and a list of commands that
 * sets the GIC up. Where things lie and what the agent's operations are called comes from the build, by -D.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>

static int kvm, vm, device;

static void fail(const char *what) {
  fprintf(stderr, "%s: %s\n", what, strerror(errno));
  exit(1);
}

static int must(const char *what, int result) {
  if (result < 0) fail(what);
  return result;
}

static void attribute(unsigned long request, uint32_t group, uint64_t attr, void *value) {
  struct kvm_device_attr a = {.group = group, .attr = attr, .addr = (uintptr_t)value};
  must("device attribute", ioctl(device, request, &a));
}

static void create_device(uint32_t type) {
  struct kvm_create_device create = {.type = type};
  must("KVM_CREATE_DEVICE", ioctl(vm, KVM_CREATE_DEVICE, &create));
  device = create.fd;
}

static int64_t nanoseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000ll + t.tv_nsec;
}

static void check_extension(void) { must("KVM_CHECK_EXTENSION", ioctl(kvm, KVM_CHECK_EXTENSION, KVM_CAP_IRQFD)); }

static void open_vfio(void) { create_device(KVM_DEV_TYPE_VFIO); }

static void has_attribute(void) { attribute(KVM_HAS_DEVICE_ATTR, KVM_DEV_VFIO_GROUP, KVM_DEV_VFIO_GROUP_ADD, NULL); }

static void nothing(void) {}

#ifdef __x86_64__

static void open_irqchip(void) { must("KVM_CREATE_IRQCHIP", ioctl(vm, KVM_CREATE_IRQCHIP, 0)); }

static void irq_line(void) {
  static uint32_t level;
  struct kvm_irq_level line = {.irq = PIN, .level = level ^= 1};
  must("KVM_IRQ_LINE", ioctl(vm, KVM_IRQ_LINE, &line));
}

#endif

#ifdef __aarch64__

enum { IDLE_PRIORITY = 0xff };

static int vcpu;
static struct kvm_run *run;
static char *memory;
static uint32_t status;

static void *must_map(void *mapping) {
  if (mapping == MAP_FAILED) fail("mmap");
  return mapping;
}

static void set_register(uint64_t id, uint64_t value) {
  struct kvm_one_reg reg = {.id = id, .addr = (uintptr_t)&value};
  must("KVM_SET_ONE_REG", ioctl(vcpu, KVM_SET_ONE_REG, &reg));
}

static void drive(uint32_t int_id, uint32_t level) {
  struct kvm_irq_level line = {.irq = (KVM_ARM_IRQ_TYPE_SPI << KVM_ARM_IRQ_TYPE_SHIFT) | int_id, .level = level};
  must("KVM_IRQ_LINE", ioctl(vm, KVM_IRQ_LINE, &line));
}

/* Runs the guest until its list is done, and is the virtio-MMIO device that it finds. */
static void run_list(void) {
  for (;;) {
    uint32_t value;
    must("KVM_RUN", ioctl(vcpu, KVM_RUN, 0));
    if (run->exit_reason != KVM_EXIT_MMIO) exit(2);
    memcpy(&value, run->mmio.data, sizeof value);
    switch (run->mmio.phys_addr) {
    case VIRTIO_MMIO + 0x60: memcpy(run->mmio.data, &status, sizeof status); break; /* InterruptStatus */
    case VIRTIO_MMIO + 0x64: status &= ~value; break;                              /* InterruptACK */
    case MAILBOX + MAILBOX_TAKEN:
    case MAILBOX + MAILBOX_SERVICED: break;
    case MAILBOX + MAILBOX_DONE: return;
    default: exit(3);
    }
  }
}

/* A list of one command, and its result. */
static uint64_t run_command(uint64_t operation) {
  volatile uint64_t *list = (uint64_t *)(memory + (COMMANDS - MEMORY));
  list[0] = operation, list[1] = list[2] = list[3] = 0;
  list[4] = OPERATION_done;
  run_list();
  return list[3];
}

static void open_machine(const char *file) {
  vcpu = must("KVM_CREATE_VCPU", ioctl(vm, KVM_CREATE_VCPU, 0));
  create_device(KVM_DEV_TYPE_ARM_VGIC_V3);
  uint32_t interrupts = 64;
  uint64_t distributor = GICD_BASE, redistributors = (1ull << 52) | GICR_BASE;
  attribute(KVM_SET_DEVICE_ATTR, KVM_DEV_ARM_VGIC_GRP_NR_IRQS, 0, &interrupts);
  attribute(KVM_SET_DEVICE_ATTR, KVM_DEV_ARM_VGIC_GRP_ADDR, KVM_VGIC_V3_ADDR_TYPE_DIST, &distributor);
  attribute(KVM_SET_DEVICE_ATTR, KVM_DEV_ARM_VGIC_GRP_ADDR, KVM_VGIC_V3_ADDR_TYPE_REDIST_REGION, &redistributors);
  attribute(KVM_SET_DEVICE_ATTR, KVM_DEV_ARM_VGIC_GRP_CTRL, KVM_DEV_ARM_VGIC_CTRL_INIT, NULL);
  struct kvm_vcpu_init init = {0};
  must("KVM_ARM_PREFERRED_TARGET", ioctl(vm, KVM_ARM_PREFERRED_TARGET, &init));
  must("KVM_ARM_VCPU_INIT", ioctl(vcpu, KVM_ARM_VCPU_INIT, &init));

  memory = must_map(mmap(NULL, MEMORY_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  FILE *start = fopen(file, "rb");
  if (start == NULL || fread(memory, 1, MEMORY_BYTES, start) == 0) fail(file);
  fclose(start);
  struct kvm_userspace_memory_region region = {
      .guest_phys_addr = MEMORY, .memory_size = MEMORY_BYTES, .userspace_addr = (uintptr_t)memory};
  must("KVM_SET_USER_MEMORY_REGION", ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region));
  int run_bytes = must("KVM_GET_VCPU_MMAP_SIZE", ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0));
  run = must_map(mmap(NULL, run_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu, 0));
  uint64_t core = KVM_REG_ARM64 | KVM_REG_SIZE_U64 | KVM_REG_ARM_CORE;
  set_register(core | offsetof(struct kvm_regs, regs.pc) / sizeof(uint32_t), MEMORY);
  set_register(core | offsetof(struct kvm_regs, regs.regs[0]) / sizeof(uint32_t), COMMANDS);
  run_list();
}

static void irq_line(void) {
  static uint32_t level;
  drive(40, level ^= 1);
}

static void distributor_read(void) {
  uint32_t latches;
  attribute(KVM_GET_DEVICE_ATTR, KVM_DEV_ARM_VGIC_GRP_DIST_REGS, 0x204, &latches);
}

static void one_command(void) {
  if (run_command(OPERATION_readRPR) != IDLE_PRIORITY) exit(4);
}

/* What a device does, what the guest does, and whether it was so. */
static void interrupt(void) {
  status |= 1;
  drive(INT_ID, 1);
  drive(INT_ID, 0);
  run_command(OPERATION_openInterrupts);
  if (status != 0) exit(4);
}

#endif

static const struct {
  const char *name;
  void (*open)(void), (*step)(void);
  int needs_machine;
} loops[] = {
    {"checkExtension", nothing, check_extension, 0},
    {"hasDeviceAttr", open_vfio, has_attribute, 0},
#ifdef __x86_64__
    {"irqLine", open_irqchip, irq_line, 0},
#endif
#ifdef __aarch64__
    {"irqLine", nothing, irq_line, 1},
    {"distributorRead", nothing, distributor_read, 1},
    {"oneCommand", nothing, one_command, 1},
    {"interrupt", nothing, interrupt, 1},
#endif
};

/* Steps between two looks at the clock; measure.ts has as many. */
enum { STRIDE = 50 };

static double per_second(void (*step)(void), int64_t length) {
  int64_t start = nanoseconds(), now = start;
  long steps = 0;
  for (; now - start < length; now = nanoseconds(), steps += STRIDE)
    for (int i = 0; i < STRIDE; i++) step();
  return steps * 1e9 / (now - start);
}

int main(int count, char **arguments) {
  if (count != 4) return 64;
  kvm = must("/dev/kvm", open("/dev/kvm", O_RDWR | O_CLOEXEC));
  vm = must("KVM_CREATE_VM", ioctl(kvm, KVM_CREATE_VM, 0));
  for (size_t i = 0; i < sizeof loops / sizeof *loops; i++) {
    if (strcmp(loops[i].name, arguments[1]) != 0) continue;
#ifdef __aarch64__
    if (loops[i].needs_machine) open_machine(arguments[2]);
#endif
    loops[i].open();
    int64_t length = atoll(arguments[3]) * 1000000;
    per_second(loops[i].step, length);
    printf("%.1f\n", per_second(loops[i].step, length));
    return 0;
  }
  return 65;
}
