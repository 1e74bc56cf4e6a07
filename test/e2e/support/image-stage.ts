import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  createToolbox,
  ensureGoImage,
  ensurePackages,
  findProgram,
  nsenterArgv,
  run,
  silentProgress,
  waitFor,
} from '@fairlead/devcluster';
import { initGit, openWorkspace } from '@fairlead/testkit';
import { ordersFolder } from './helm.ts';

const execute = promisify(execFile);

/** User and password of the registry that wants a login. */
export const robot = { username: 'robot', password: 's3cret-word-42' } as const;

/** bcrypt of the password above. */
const HTPASSWD = 'robot:$2y$04$fgtBhT0lU/dytICQ2aqPAOV6dcsnOfTHDAUcpQ7aTXiQugPDRrJoq\n';

/** A real docker engine and two real registries in a network namespace of their own. */
export interface ImageStage {
  /** Value for DOCKER_HOST. */
  readonly dockerHost: string;
  /** Open to everybody. */
  readonly registry: string;
  /** Wants `robot`. */
  readonly privateRegistry: string;
  /** Reads only, as in maintenance. */
  readonly readOnlyRegistry: string;
  /** The open registry behind a relay that cuts the first connection that brings it more than this many bytes. */
  breakingRelay(bytes: number): Promise<{ readonly registry: string; close(): Promise<void> }>;
  /** A PATH on which the system's own docker comes first. */
  readonly path: string;
  nsenterArgv(argv: readonly string[]): string[];
  /** Runs docker to its end and gives back what it printed. */
  docker(...args: string[]): Promise<string>;
  /** Asks the open registry from inside the namespace. */
  ask(path: string): Promise<{ readonly status: number; readonly digest: string | null }>;
  /** A fresh git checkout of the sample service; gives back its folder and commit. */
  checkout(): Promise<Checkout>;
  close(): Promise<void>;
}

/** A fresh git checkout of the sample service. */
export interface Checkout {
  readonly workspace: string;
  readonly sha: string;
  /** Commits everything; gives back the commit. */
  commit(message: string): Promise<string>;
}

/** Its own for each process, so that what a killed run left behind is in nobody's way. */
const NAME = `fl-e2e-image-${process.pid}`;

/** Starts everything and gives the engine the Go image. */
export async function setImageStage(): Promise<ImageStage> {
  await ensurePackages(silentProgress);
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-image-stage-'));
  await run(['ip', 'netns', 'add', NAME]);
  await run(nsenterArgv(NAME, ['ip', 'link', 'set', 'lo', 'up']));
  const socket = join(folder, 'docker.sock');
  const dockerHost = `unix://${socket}`;
  const daemons = [
    startDaemon([
      findProgram('dockerd') ?? 'dockerd',
      ...['--host', dockerHost, '--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')],
      ...['--pidfile', join(folder, 'docker.pid'), '--bridge', 'none', '--iptables=false'],
    ]),
    startDaemon(await registryArgv(folder, 'open', 5000)),
    startDaemon(await registryArgv(folder, 'private', 5001)),
    startDaemon(await registryArgv(folder, 'readonly', 5002)),
  ];
  const docker = async (...args: string[]): Promise<string> =>
    (await execute(findProgram('docker') ?? 'docker', ['--host', dockerHost, ...args])).stdout;
  const ready = await waitFor(() => docker('info').then(Boolean, () => undefined), { timeoutMs: 30_000 });
  if (ready === undefined) throw new Error(`the docker engine did not start: ${socket}`);
  await ensureGoImage({ dockerHost, modules: [ordersFolder] }, createToolbox());
  return {
    dockerHost,
    registry: '127.0.0.1:5000',
    privateRegistry: '127.0.0.1:5001',
    readOnlyRegistry: '127.0.0.1:5002',
    breakingRelay,
    path: `/usr/sbin:/usr/bin:/sbin:/bin:${process.env['PATH'] ?? ''}`,
    nsenterArgv: (argv) => nsenterArgv(NAME, argv),
    docker,
    ask,
    checkout: () => checkOut(folder),
    async close() {
      for (const daemon of daemons.reverse()) await stopDaemon(daemon);
      await run(['ip', 'netns', 'del', NAME]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function startDaemon(argv: readonly string[]): ChildProcess {
  const [file = '', ...args] = nsenterArgv(NAME, argv);
  return spawn(file, args, { stdio: 'ignore' });
}

async function stopDaemon(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null) return;
  const ended = once(daemon, 'exit');
  daemon.kill('SIGTERM');
  await ended;
}

async function registryArgv(folder: string, name: string, port: number): Promise<readonly string[]> {
  const users = join(folder, 'htpasswd');
  const config = {
    version: 0.1,
    storage: {
      filesystem: { rootdirectory: join(folder, name) },
      ...(name === 'readonly' && { maintenance: { readonly: { enabled: true } } }),
    },
    http: { addr: `127.0.0.1:${port}` },
    ...(name === 'private' && { auth: { htpasswd: { realm: 'test', path: users } } }),
  };
  await writeFile(users, HTPASSWD);
  await writeFile(join(folder, `${name}.yml`), JSON.stringify(config)); // JSON is YAML too
  return [findProgram('docker-registry') ?? 'docker-registry', 'serve', join(folder, `${name}.yml`)];
}

const RELAY = `
  import net from 'node:net';
  let left = 1;
  net.createServer((near) => {
    const far = net.connect(5000, '127.0.0.1');
    let bytes = 0;
    near.on('data', (chunk) => {
      bytes += chunk.length;
      if (bytes > Number(process.argv[1]) && left-- > 0) { near.resetAndDestroy(); far.destroy(); }
      else far.write(chunk);
    });
    far.pipe(near);
    for (const end of [near, far]) end.on('error', () => {}).on('close', () => { near.destroy(); far.destroy(); });
  }).listen(5003, '127.0.0.1', () => console.log('ready'));
`;

async function breakingRelay(bytes: number): Promise<{ readonly registry: string; close(): Promise<void> }> {
  const [file = '', ...args] = nsenterArgv(NAME, [
    process.execPath,
    ...['--input-type=module', '--eval', RELAY, String(bytes)],
  ]);
  const relay = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(relay.stdout, 'data');
  return { registry: '127.0.0.1:5003', close: () => stopDaemon(relay) };
}

const ACCEPT = 'application/vnd.docker.distribution.manifest.v2+json';

async function ask(path: string): Promise<{ readonly status: number; readonly digest: string | null }> {
  const script = `const r = await fetch('http://127.0.0.1:5000${path}', { method: 'HEAD', headers: { accept: '${ACCEPT}' } });
    console.log(JSON.stringify({ status: r.status, digest: r.headers.get('docker-content-digest') }))`;
  const argv = nsenterArgv(NAME, [process.execPath, '--input-type=module', '--eval', script]);
  return JSON.parse((await run(argv)).stdout) as { status: number; digest: string | null };
}

async function checkOut(folder: string): Promise<Checkout> {
  await mkdir(join(folder, 'work'), { recursive: true });
  const workspace = await mkdtemp(join(folder, 'work/orders-'));
  await cp(ordersFolder, workspace, { recursive: true });
  const repository = await initGit(openWorkspace(workspace));
  const sha = await repository.commit('first');
  return { workspace, sha, commit: (message) => repository.commit(message) };
}
