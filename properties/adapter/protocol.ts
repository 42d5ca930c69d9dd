/** Changes whenever an adapter of before would no longer understand. */
export const ADAPTER_PROTOCOL = 1;
