/** Edge: a rise of the line is remembered. Level: the line itself counts. GICD_ICFGR. */
export type Trigger = 'edge' | 'level';

/** Group 0 can be configured but not acknowledged here: it would be an FIQ, which is out of scope. */
export type Group = 0 | 1;

/**
 * GICD_IROUTER of an SPI: an affinity as Aff3.Aff2.Aff1.Aff0, a byte each, or `any` (Interrupt_Routing_Mode = 1).
 * PE n has affinity 0.0.0.n; every other affinity names no PE.
 */
export type Route = number | 'any';
