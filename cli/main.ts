#!/usr/bin/env node
import { irqline } from './irqline.js';

// A reader that has seen enough, as in `irqline mutants | head`, is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

await irqline(process.argv.slice(2));
