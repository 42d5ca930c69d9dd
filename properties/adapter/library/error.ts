/** Why a library cannot take part; the message says how to mend it. */
export class LibraryError extends Error {}
