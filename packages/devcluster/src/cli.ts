import { stopCluster } from './native/down.ts';
import { startCluster } from './native/up.ts';
import { createProgress } from './progress.ts';

const progress = createProgress({ write: (l) => console.error(l) });
const t = performance.now();
const name = process.argv[3] ?? 'fl-dev-devcluster';
if (process.argv[2] === 'up') {
  const c = await startCluster({ name, gateway: process.argv.includes('--gateway') }, progress);
  console.log(c);
} else console.log(await stopCluster(name, progress));
console.error(((performance.now() - t) / 1000).toFixed(1));
