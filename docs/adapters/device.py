#!/usr/bin/env python3
"""A virtio-MMIO device that takes part in `irqline check`, as an example of an adapter.

The class Device stands for the implementation that is to be checked; the rest is what any adapter does: it reads one
JSON object a line and answers with one. Only the standard library is needed.

    npx irqline check --adapter 'python3 docs/adapters/device.py'
"""
import json
import sys

ACKNOWLEDGE, DRIVER, DRIVER_OK, FEATURES_OK, NEEDS_RESET, FAILED = 1, 2, 4, 8, 64, 128
VRING, CONFIG = 1, 2


class Device:
    """One device behind its registers. It signals by a pulse at each event."""

    def __init__(self, config):
        self.made = config
        self.space = bytearray(config["config"])
        self.generation = 0
        self.reset()

    def reset(self):
        self.status = self.interrupt_status = 0
        self.features_sel = self.driver_features_sel = self.queue_sel = 0
        self.driver_features = [0, 0]
        self.ready = [False] * len(self.made["queueSizeMax"])
        self.signals, self.notified = [], None

    def interrupt(self, bit):
        if self.status & DRIVER_OK:
            self.interrupt_status |= bit
            self.signals.append("pulse")

    def read(self, offset, width):
        if offset >= 0x100:
            at = offset - 0x100
            fits = width in (1, 2, 4) and at + width <= len(self.space)
            return int.from_bytes(self.space[at : at + width], "little") if fits else 0
        made, sel = self.made, self.queue_sel
        has_queue = sel < len(self.ready)
        registers = {
            0x000: 0x74726976, 0x004: 2, 0x008: made["deviceId"], 0x00C: made["vendorId"],
            0x010: made["features"][self.features_sel] if self.features_sel < 2 else 0,
            0x034: made["queueSizeMax"][sel] if has_queue else 0,
            0x044: int(self.ready[sel]) if has_queue else 0,
            0x060: self.interrupt_status, 0x070: self.status, 0x0FC: self.generation,
            0x0B0: 0xFFFFFFFF, 0x0B4: 0xFFFFFFFF, 0x0B8: 0xFFFFFFFF, 0x0BC: 0xFFFFFFFF,
        }  # fmt: skip
        return registers.get(offset, 0) if width == 4 else 0

    def write(self, offset, width, value):
        if offset >= 0x100 or width != 4:
            return  # the configuration space of this device cannot be written
        if offset == 0x014:
            self.features_sel = value
        elif offset == 0x024:
            self.driver_features_sel = value
        elif offset == 0x020 and self.driver_features_sel < 2 and self.status & (DRIVER | FEATURES_OK) == DRIVER:
            self.driver_features[self.driver_features_sel] = value
        elif offset == 0x030:
            self.queue_sel = value
        elif offset == 0x044 and self.status & FEATURES_OK and self.queue_sel < len(self.ready) and value < 2:
            self.ready[self.queue_sel] = value == 1
        elif offset == 0x050 and value < len(self.ready) and self.ready[value] and self.status & DRIVER_OK:
            self.notified = value
        elif offset == 0x064:
            self.interrupt_status &= ~value
        elif offset == 0x070:
            self.write_status(value)

    def write_status(self, value):
        if value == 0:
            return self.reset()
        stages = [bit for bit in (ACKNOWLEDGE, DRIVER, FEATURES_OK, DRIVER_OK) if value & bit]
        in_order = stages == [ACKNOWLEDGE, DRIVER, FEATURES_OK, DRIVER_OK][: len(stages)]
        value &= ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK | FAILED
        if not in_order or self.status & ~NEEDS_RESET & ~value:
            return  # bits come in order, and go by a reset alone
        offered, asked = self.made["features"], self.driver_features
        agreed = asked[1] & 1 and not (asked[0] & ~offered[0] or asked[1] & ~offered[1])
        if not (self.status & FEATURES_OK or agreed):
            value &= ~(FEATURES_OK | DRIVER_OK)
        self.status = value | self.status & NEEDS_RESET

    def change_config(self, offset, new):
        self.space[offset : offset + len(new)] = bytes(new)
        self.generation = (self.generation + 1) % 2**32
        self.interrupt(CONFIG)


HELLO = {
    "protocol": 1,
    "name": "python-example",
    "layer": "device",
    "actions": ["read", "write", "usedBuffers", "configChange"],
    # What this device cannot be otherwise: every run is made with it.
    "config": {
        "features": [0, 1],
        "configWritable": False,
        "choices": {"ackGate": "none", "ackWidth": 32, "configEventSets": 2, "signal": "always"},
    },
    # What cannot be seen of it: a pulse is over before anybody could look at the line.
    "hides": ["line"],
}


def apply(device, action):
    value, kind = None, action["kind"]
    device.signals, device.notified = [], None
    if kind == "read":
        value = device.read(action["offset"], action["width"])
    elif kind == "write":
        device.write(action["offset"], action["width"], action["value"])
    elif kind == "usedBuffers":
        device.interrupt(VRING)
    elif kind == "configChange":
        device.change_config(action["offset"], action["bytes"])
    # The view is taken without a read of the driver, which in a faulty device may change what it reads.
    return {
        "observation": {"value": value, "signals": device.signals, "notified": device.notified, "error": None},
        "view": {
            "Status": device.status,
            "InterruptStatus": device.interrupt_status,
            "ConfigGeneration": device.generation,
        },
    }


def main():
    device = None
    for line in sys.stdin:
        request = json.loads(line)
        if request["kind"] == "hello":
            answer = HELLO
        elif request["kind"] == "reset":
            device, answer = Device(request["config"]), {}
        else:
            answer = apply(device, request["action"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
