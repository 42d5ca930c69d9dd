import { writeFileSync } from 'node:fs';
import { assemble, imageModule } from '../kvm-backend/agent/assemble.js';

// Assembles the guest agent anew: `npm run agent`, from the project's folder. Needs GNU as for AArch64
// (Debian: apt install binutils-aarch64-linux-gnu).

writeFileSync('kvm-backend/agent/image.ts', imageModule(assemble('kvm-backend/agent/agent.S')));
