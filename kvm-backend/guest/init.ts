import { operations } from './operations.js';
import { serveAsInit } from './serve-as-init.js';

// The first and only process of the emulated host.

serveAsInit(operations);
