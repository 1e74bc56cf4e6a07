import { existsSync } from 'node:fs';
import { access, constants, statfs } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { cacheRoot, findGo, stateRoot } from '@fairlead/devcluster';
import { Problem } from '../problem.ts';

const GIB = 1024 ** 3;
/** What Go's caches, the built programs and their packages take when nothing is there yet. */
const COLD_BYTES = 10 * GIB;
/** Images, logs and etcd of one cluster. */
const WARM_BYTES = 2 * GIB;

/** What the demo needs of the machine that it cannot install by itself; one sentence with the remedy each. */
export async function requirePrerequisites(): Promise<void> {
  requireMachine();
  const remedies: readonly (readonly [string, string])[] = [
    ['git', 'install git, for example with apt-get install git'],
    ['apt-get', 'use Debian or Ubuntu: docker, containerd and Prometheus come from its packages'],
  ];
  for (const [command, remedy] of remedies) {
    if (!(await isOnPath(command))) throw new Problem(`${command} is not on PATH: ${remedy}`);
  }
  await findGo();
  const isCold = !existsSync(join(cacheRoot(), 'tools'));
  await requireSpace(cacheRoot(), isCold ? COLD_BYTES : WARM_BYTES);
  await requireSpace(stateRoot(), WARM_BYTES);
}

/** What also removing a demo needs. */
export function requireMachine(
  platform: string = process.platform,
  uid: number | undefined = process.getuid?.(),
): void {
  if (platform !== 'linux') {
    throw new Problem(
      'the demo makes its own Kubernetes cluster, which needs Linux: run it on a Linux machine, or on a cluster of yours with --kubeconfig',
    );
  }
  if (uid !== 0) {
    throw new Problem(
      'the demo needs root for network namespaces and containers: run it as root, for example with sudo npm run demo, or on a cluster of yours with --kubeconfig',
    );
  }
}

/** @throws Problem when the disk of a folder, which need not be there yet, has too little space. */
export async function requireSpace(folder: string, bytes: number): Promise<void> {
  let existing = folder;
  while (!existsSync(existing)) existing = dirname(existing);
  const { bavail, bsize } = await statfs(existing);
  if (bavail * bsize >= bytes) return;
  const gib = (value: number): string => (value / GIB).toFixed(1);
  throw new Problem(
    `the disk of ${existing} has ${gib(bavail * bsize)} GiB free and the demo needs ${gib(bytes)}: free some space, or set XDG_CACHE_HOME and XDG_STATE_HOME to folders on a larger disk`,
  );
}

/** Whether a command is on PATH. */
export async function isOnPath(command: string, env: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    try {
      await access(join(folder, command), constants.X_OK);
      return true;
    } catch {
      // look in the next folder
    }
  }
  return false;
}
