// The guest agent: does what it is told, one list of commands after the other, and gives control back by an MMIO write.
// Commands lie in guest memory, 32 bytes each: operation, address, value, result. x0 is their address at the start.
// The operations are the slots below, 16 bytes each, in the order of agent/operations.ts.
//
// x20 the command list   x21 the command   x22 the mailbox   x23 the virtio-MMIO device   x24 the translation table
// An interrupt is taken only within the operation `openInterrupts`, by the handler below. vCPUs that run at the same time take
// turns by `await` and `publish`, without leaving the guest.

        .equ    MAILBOX_DONE, 0x0
        .equ    MAILBOX_TAKEN, 0x4
        .equ    MAILBOX_SERVICED, 0x8
        .equ    MAILBOX_FAULT, 0xc
        .equ    InterruptStatus, 0x60
        .equ    InterruptACK, 0x64

        .text
        .globl  _start
_start:
        mov     x20, x0
        movz    x22, #0x0b00, lsl #16
        movz    x23, #0x0a00, lsl #16
        movz    x24, #0x4001, lsl #16
        adr     x1, vectors
        msr     vbar_el1, x1
        // The identity, by a table of 1 GiB blocks that the host wrote: devices below 1 GiB, memory above, cached, as
        // the host sees it, so that neither needs cache maintenance.
        mov     x1, #0xff00             // attribute 0: Device-nGnRnE, attribute 1: Normal, write-back
        msr     mair_el1, x1
        movz    x1, #0x3519             // T0SZ 25, walks cached and inner shareable
        movk    x1, #0x80, lsl #16      // EPD1
        msr     tcr_el1, x1
        msr     ttbr0_el1, x24
        isb
        mrs     x1, sctlr_el1
        mov     x2, #0x1005             // I, C, M
        orr     x1, x1, x2
        msr     sctlr_el1, x1
        isb

list:
        mov     x21, x20
command:
        ldp     x0, x1, [x21]
        ldr     x2, [x21, #16]
        adr     x3, slots
        add     x3, x3, x0, lsl #4
        br      x3
finished:
        dsb     sy
        isb
        str     x0, [x21, #24]
        add     x21, x21, #32
        b       command

        .macro  slot first, second=nop
        \first
        \second
        b       finished
        nop
        .endm

        .balign 16
slots:
        dsb     sy                      // done
        str     wzr, [x22, #MAILBOX_DONE]
        b       list
        nop
        slot    "ldrb w0, [x1]"         // load8
        slot    "ldrh w0, [x1]"         // load16
        slot    "ldr w0, [x1]"          // load32
        slot    "ldr x0, [x1]"          // load64
        slot    "strb w2, [x1]"         // store8
        slot    "strh w2, [x1]"         // store16
        slot    "str w2, [x1]"          // store32
        slot    "str x2, [x1]"          // store64
        slot    "mrs x0, S3_0_C12_C12_0"        // read ICC_IAR1_EL1
        slot    "mrs x0, S3_0_C12_C11_3"        // read ICC_RPR_EL1
        slot    "mrs x0, S3_0_C12_C12_2"        // read ICC_HPPIR1_EL1
        slot    "mrs x0, S3_0_C12_C1_0"         // read ISR_EL1
        slot    "mrs x0, S3_0_C4_C6_0"          // read ICC_PMR_EL1
        slot    "mrs x0, S3_0_C12_C12_3"        // read ICC_BPR1_EL1
        slot    "mrs x0, S3_0_C12_C12_7"        // read ICC_IGRPEN1_EL1
        slot    "mrs x0, S3_0_C12_C12_4"        // read ICC_CTLR_EL1
        slot    "mrs x0, S3_0_C12_C9_0"         // read ICC_AP1R0_EL1
        slot    "msr S3_0_C12_C12_1, x2"        // write ICC_EOIR1_EL1
        slot    "msr S3_0_C12_C11_1, x2"        // write ICC_DIR_EL1
        slot    "msr S3_0_C4_C6_0, x2"          // write ICC_PMR_EL1
        slot    "msr S3_0_C12_C12_3, x2"        // write ICC_BPR1_EL1
        slot    "msr S3_0_C12_C12_7, x2"        // write ICC_IGRPEN1_EL1
        slot    "msr S3_0_C12_C12_4, x2"        // write ICC_CTLR_EL1
        slot    "msr S3_0_C12_C9_0, x2"         // write ICC_AP1R0_EL1
        slot    "msr daifclr, #2", "b open"     // openInterrupts
        slot    "b modify"                      // modify32
        slot    "b await"                       // await
        slot    "b publish"                     // publish

        // The bits of the word's upper half are cleared, then those of the lower half set, in the register at the address.
modify:
        lsr     x3, x2, #32
        ldr     w0, [x1]
        bic     w0, w0, w3
        orr     w0, w0, w2
        str     w0, [x1]
        b       finished

        // No WFE: where KVM traps it, waiting would leave the guest.
await:
        ldar    w3, [x1]
        cmp     w3, w2
        b.eq    finished
        cmn     w3, #1                  // everyone is called off
        b.ne    await
        b       finished

        // Not by a plain store: what calls everyone off may come in between.
publish:
        ldaxr   w3, [x1]
        cmn     w3, #1                  // everyone is called off
        b.eq    finished
        stlxr   w4, w2, [x1]
        cbnz    w4, publish
        b       finished

open:
        isb
        nop
        msr     daifset, #2
        b       finished

        // What Linux's driver does (vm_interrupt of drivers/virtio/virtio_mmio.c): read, acknowledge what was read, then service.
handler:
        mrs     x10, S3_0_C12_C12_0     // ICC_IAR1_EL1
        dsb     sy
        str     w10, [x22, #MAILBOX_TAKEN]
        ldr     w11, [x23, #InterruptStatus]
        cbz     w11, 1f
        str     w11, [x23, #InterruptACK]
        str     w11, [x22, #MAILBOX_SERVICED]
1:      msr     S3_0_C12_C12_1, x10     // ICC_EOIR1_EL1
        isb
        eret

fault:
        mrs     x10, esr_el1
        str     w10, [x22, #MAILBOX_FAULT]
        b       fault

        .macro  vector target
        b       \target
        .balign 128
        .endm

        .balign 2048
vectors:
        .rept   5
        vector  fault
        .endr
        vector  handler                 // IRQ, current EL with SPx
        .rept   10
        vector  fault
        .endr
