import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { basename, join } from 'node:path';
import { type Cluster, createToolbox, ensureGoImage, tools } from '@fairlead/devcluster';
import { copyCheckout } from '@fairlead/devtools';
import { ordersFolder } from './helm.ts';

/** Nobody's number on Debian and elsewhere. */
const NOBODY = 65534;

/** A user without root on a machine that reaches a cluster, with an engine and the programs that were built before. */
export interface PlainUser {
  readonly home: string;
  /** Gives the user a copy of a file, in the home; resolves to its path. */
  take(path: string): string;
  /** Starts Node with a script of the checkout, by its path in it, as this user. */
  start(script: string, args: readonly string[], env?: Readonly<Record<string, string>>): ChildProcess;
  close(): Promise<void>;
}

/** Makes the user. The machine of that user is the cluster's network namespace. */
export async function makePlainUser(cluster: Cluster): Promise<PlainUser> {
  const toolbox = createToolbox();
  // Not below the folder of a test run: that is closed to others, as a checkout may be, and too long for sockets.
  const place = await mkdtemp('/tmp/fairlead-user-');
  const [home, checkout] = [join(place, 'home'), join(place, 'checkout')];
  for (const folder of [home, checkout]) mkdirSync(folder);
  chmodSync(place, 0o755);
  await copyCheckout(checkout);
  const shipped = join(checkout, 'node_modules/.bin/node');
  const node = existsSync(shipped) ? shipped : process.execPath;
  const cache = join(home, '.cache', 'fairlead');
  const modules = { dockerHost: cluster.dockerHost, modules: [ordersFolder] };
  const { proxy } = await ensureGoImage(modules, toolbox);
  cpSync(proxy.folder, join(home, 'modules'), { recursive: true });
  for (const spec of [tools.act, tools.helm]) {
    const { folder } = await toolbox.ensure(spec);
    cpSync(folder, join(cache, 'tools', folder.slice(folder.lastIndexOf('/') + 1)), { recursive: true });
  }
  // What earlier runs have compiled under act, as a user has it from the second run on.
  const compiled = join(toolbox.cacheDir, 'runner', 'go-build');
  const own = join(cache, 'runner', 'home', '.cache', 'go-build');
  if (existsSync(compiled)) cpSync(compiled, own, { recursive: true, preserveTimestamps: true });
  const socket = join(home, 'docker.sock');
  const relay = createServer((client) => {
    const engine = connect(cluster.dockerSocket);
    client.on('error', () => engine.destroy()).pipe(engine);
    engine.on('error', () => client.destroy()).pipe(client);
  });
  await new Promise<void>((done) => relay.listen(socket, done));
  chownAll(home);
  chmodSync(socket, 0o666);
  return {
    home,
    take(path) {
      const copy = join(home, basename(path));
      cpSync(path, copy);
      chownAll(copy);
      return copy;
    },
    start(script, args, env = {}) {
      const drop = ['--reuid', `${NOBODY}`, '--regid', `${NOBODY}`, '--clear-groups', '--no-new-privs'];
      const argv = cluster.nsenterArgv(['setpriv', ...drop, '--', node, join(checkout, script), ...args]);
      const [command = '', ...rest] = argv;
      return spawn(command, rest, {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          PATH: process.env['PATH'],
          HOME: home,
          TMPDIR: home,
          DOCKER_HOST: `unix://${socket}`,
          GOPROXY: `file://${join(home, 'modules')}`,
          GOSUMDB: 'off',
          ...env,
        },
      });
    },
    async close() {
      relay.close();
      rmSync(place, { recursive: true, force: true });
    },
  };
}

function chownAll(path: string): void {
  chownSync(path, NOBODY, NOBODY);
  for (const entry of safeList(path)) chownAll(join(path, entry));
}

function safeList(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
