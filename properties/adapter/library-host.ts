import { fileURLToPath } from 'node:url';

/** The program that speaks for a shared library; how it is started, library/host.ts says. */
export const LIBRARY_HOST = fileURLToPath(new URL('library/host.js', import.meta.url));
