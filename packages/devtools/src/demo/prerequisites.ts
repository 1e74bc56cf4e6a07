import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { Problem } from '../problem.ts';

/** What the demo needs of the machine that it cannot install by itself; one sentence with the remedy each. */
export async function requirePrerequisites(): Promise<void> {
  if (process.platform !== 'linux') {
    throw new Problem(
      'the demo makes its own Kubernetes cluster, which needs Linux: run it on a Linux machine or in a Linux virtual machine',
    );
  }
  if (process.getuid?.() !== 0) {
    throw new Problem(
      'the demo needs root for network namespaces and containers: run it as root, for example with sudo npm run demo',
    );
  }
  const remedies: readonly (readonly [string, string])[] = [
    ['go', 'install Go 1.24 or newer from https://go.dev/dl and put its bin folder on PATH'],
    ['git', 'install git, for example with apt-get install git'],
    ['apt-get', 'use Debian or Ubuntu: docker, containerd and Prometheus come from its packages'],
  ];
  for (const [command, remedy] of remedies) {
    if (!(await isOnPath(command))) throw new Problem(`${command} is not on PATH: ${remedy}`);
  }
}

async function isOnPath(command: string): Promise<boolean> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    try {
      await access(join(folder, command), constants.X_OK);
      return true;
    } catch {
      // look in the next folder
    }
  }
  return false;
}
