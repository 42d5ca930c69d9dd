import { openKvmHost, suites } from '../kvm-backend/index.js';

// Calls, exits and agent commands per second where KVM runs, and the seconds until it could be asked. JSON on stdout.

const suite = suites.find((known) => known === process.argv[2]) ?? 'trixie';
const start = performance.now();
const { client, kind } = await openKvmHost({
  host: 'auto',
  kernel: { suite },
  onProgress: (stage) => console.error(stage),
});
try {
  const secondsToFirstAnswer = (performance.now() - start) / 1000;
  const rates = (await client.request('measure', {})) as Record<string, number>;
  const batchingGain = (rates['batchedCommandsPerSecond'] ?? 0) / (rates['exitsPerSecond'] ?? 1);
  console.log(
    JSON.stringify({ host: kind, ...client.greeting, secondsToFirstAnswer, ...rates, batchingGain }, null, 2),
  );
} finally {
  await client.close();
}
