#!/usr/bin/env python3
"""A GICv3 that takes part in `irqline check`, as an example of an adapter for that layer.

The class Gic stands for the implementation that is to be checked: SPIs and PPIs, whose pending state follows from a latch
and a line. Only the standard library is needed.

    npx irqline check --adapter 'python3 docs/adapters/gic.py'
"""
import json
import sys

NONE = 1023  # what IAR1 and HPPIR1 read when there is nothing


class Interrupt:
    """One interrupt. A level is pending while its line is high, an edge once its line has risen, until it is taken."""

    def __init__(self, route, line=False):
        self.line, self.latch, self.active, self.enabled = line, False, False, False
        self.trigger, self.group, self.priority, self.route = "level", 0, 0, route

    @property
    def pending(self):
        return self.latch or (self.line and self.trigger == "level")

    def drive(self, level):
        self.latch |= level and not self.line and self.trigger == "edge"
        self.line = level


class Pe:
    """The CPU interface of one PE. Each bit of `active` is a priority that runs, from the highest at bit 0."""

    def __init__(self):
        self.mask, self.point, self.enabled, self.split, self.active = 0, 3, False, False, 0

    @property
    def running(self):
        return 8 * ((self.active & -self.active).bit_length() - 1) if self.active else 0xFF

    def grouped(self, priority):
        return priority & (0xFF << self.point) & 0xFF


class Gic:
    def __init__(self, config):
        self.size, self.lines = config, {}
        self.reset()

    def reset(self):
        """Everything is as at first, but for the wires, which belong to the devices."""
        pes, lines = range(self.size["peCount"]), self.lines
        owners = [(pe, intid) for pe in pes for intid in range(16, 32)]
        owners += [(None, 32 + spi) for spi in range(self.size["spiCount"])]
        self.interrupts = {at: Interrupt(0 if at[0] is None else None, lines.get(at, False)) for at in owners}
        self.enables, self.pes = [False, False], [Pe() for _ in pes]

    def highest(self, pe):
        """What goes first of all that this PE could be given: the highest priority, the lowest INTID of several."""
        if not (self.enables[1] and self.pes[pe].enabled):
            return NONE, None
        offered = [
            (it.priority, intid, it)
            for (owner, intid), it in self.interrupts.items()
            if it.pending and it.enabled and it.group == 1 and not it.active
            and (owner == pe or owner is None and it.route in (pe, "any"))
        ]  # fmt: skip
        return min(offered, key=lambda offer: offer[:2])[1:] if offered else (NONE, None)

    def deliverable(self, pe):
        (intid, it), cpu = self.highest(pe), self.pes[pe]
        if it is None or it.priority >= cpu.mask:
            return NONE, None
        preempts = not cpu.active or cpu.grouped(it.priority) < cpu.grouped(cpu.running)
        return (intid, it) if preempts else (NONE, None)

    def acknowledge(self, pe):
        intid, it = self.deliverable(pe)
        if it is not None:
            it.latch, it.active = False, True
            self.pes[pe].active |= 1 << (self.pes[pe].grouped(it.priority) // 8)
        return intid

    def end(self, pe, it):
        self.pes[pe].active &= self.pes[pe].active - 1
        if not self.pes[pe].split:
            it.active = False

    def do(self, kind, pe=0, intId=NONE, **to):
        """An action by its name, as docs/traces.md has them. Returns what was read."""
        cpu = self.pes[pe] if pe < len(self.pes) else None
        it = self.interrupts.get((pe if intId < 32 else None, intId))
        if kind == "acknowledge":
            return self.acknowledge(pe)
        if kind == "reset":
            self.lines = {at: interrupt.line for at, interrupt in self.interrupts.items()}
            self.reset()
        elif kind == "writeDistributorEnables":
            self.enables = [to["enableGrp0"], to["enableGrp1"]]
        elif kind == "writePriorityMask":
            cpu.mask = to["value"] & 0xF8
        elif kind == "writeBinaryPoint":
            cpu.point = max(to["value"], 3)
        elif kind == "writeGroupEnable":
            cpu.enabled = to["enabled"]
        elif kind == "writeEoiMode":
            cpu.split = to["split"]
        elif it is None:
            pass  # an INTID that there is none of
        elif kind == "endOfInterrupt":
            self.end(pe, it)
        elif kind == "deactivate":
            it.active = it.active and not cpu.split
        elif kind in ("drive", "pulse"):
            for level in [to["level"]] if kind == "drive" else [True, False]:
                it.drive(level)
        elif kind == "writePending":
            it.latch = to["pending"]
        elif kind == "writePriority":
            it.priority = to["priority"] & 0xF8
        else:  # writeEnabled, writeActive, writeTrigger, writeGroup, writeRoute
            ((field, value),) = to.items()
            setattr(it, field, value)
        return None

    def view(self):
        fields = "pending active enabled trigger group priority route".split()
        fresh = {pe: [getattr(Interrupt(route), name) for name in fields] for pe, route in ((True, None), (False, 0))}
        shown = []
        for (pe, intid), it in self.interrupts.items():
            now = [getattr(it, name) for name in fields]
            if now != fresh[pe is not None]:  # those that are as a reset leaves them are left out
                shown.append({"intId": intid, "pe": pe, **dict(zip(fields, now))})
        return {
            "enableGrp0": self.enables[0], "enableGrp1": self.enables[1], "interrupts": shown,
            "cpuInterfaces": [
                {
                    "ICC_PMR_EL1": cpu.mask, "ICC_BPR1_EL1": cpu.point, "ICC_IGRPEN1_EL1": int(cpu.enabled),
                    "EOImode": int(cpu.split), "ICC_AP1R0_EL1": cpu.active, "ICC_RPR_EL1": cpu.running,
                    "ICC_HPPIR1_EL1": self.highest(pe)[0], "signalled": self.deliverable(pe)[0] != NONE,
                }
                for pe, cpu in enumerate(self.pes)
            ],
        }  # fmt: skip


ACTIONS = "drive pulse acknowledge endOfInterrupt deactivate reset writePriorityMask writeBinaryPoint writeGroupEnable"
FIELDS = "writeEoiMode writeDistributorEnables writeEnabled writePending writeActive writeTrigger writeGroup"
HELLO = {
    "protocol": 1,
    "name": "python-gic",
    "layer": "gic",
    "actions": f"{ACTIONS} {FIELDS} writePriority writeRoute".split(),
}


def main():
    gic = None
    for line in sys.stdin:
        request = json.loads(line)
        if request["kind"] == "hello":
            answer = HELLO
        elif request["kind"] == "reset":
            gic, answer = Gic(request["config"]), {}
        else:
            value = gic.do(**request["action"])
            observation = {"kind": "done"} if value is None else {"kind": "value", "value": value}
            answer = {"observation": observation, "view": gic.view()}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
