import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ToolError } from '@fairlead/core';
import { type PodLike, waitFor } from '@fairlead/devcluster';
import type { Bridge } from './bridge.ts';
import type { OwnCluster } from './connect.ts';
import { bridgedTargets } from './targets.ts';

/** A Prometheus of the demo's. */
export interface OwnPrometheus {
  readonly url: string;
  close(): Promise<void>;
}

/** What it needs. */
export interface PrometheusParts {
  readonly program: string;
  /** Folder for its data, configuration and log. */
  readonly folder: string;
  readonly bridge: Bridge;
  readonly cluster: OwnCluster;
}

const READY_MS = 60_000;
/** Where the address of one that runs is noted, so that it can be asked to end after a demo was killed. */
const NOTE = 'address';

/** Runs Prometheus on this machine; it scrapes the pods of the demo's namespace through the API server, once a second. */
export async function startPrometheus({
  program,
  folder,
  bridge,
  cluster,
}: PrometheusParts): Promise<OwnPrometheus> {
  await mkdir(folder, { recursive: true });
  const stop = new AbortController();
  const targets = join(folder, 'targets.json');
  await writeFile(targets, '[]');
  await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(configFor(targets)));
  const url = `http://127.0.0.1:${await freePort()}`;
  await writeFile(join(folder, NOTE), url);
  const child = await startProgram(program, folder, new URL(url).host);
  const follower = followPods(cluster, bridge, targets, stop.signal);
  const close = async (): Promise<void> => {
    stop.abort();
    await end(child);
    await follower;
  };
  const ready = await waitFor(() => answers(url, child), { timeoutMs: READY_MS, everyMs: 100 });
  if (ready === true) return { url, close };
  await close();
  const said = (await readFile(join(folder, 'log'), 'utf8')).trim().split('\n').at(-1) ?? '';
  throw new ToolError({
    code: 'DAEMON_NOT_READY',
    message: `${program} did not start: ${said}`,
    argv: [program],
  });
}

/** Ends the one that a killed demo has left; there may be none. */
export async function quitPrometheus(folder: string): Promise<void> {
  const url = await readFile(join(folder, NOTE), 'utf8').catch(() => undefined);
  if (url === undefined) return;
  const asked = { method: 'POST', signal: AbortSignal.timeout(5000) };
  await fetch(`${url}/-/quit`, asked).catch(() => undefined); // it has ended already
}

function configFor(targets: string): object {
  const discovery = { files: [targets], refresh_interval: '1s' };
  return {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '10s' },
    scrape_configs: [{ job_name: 'kubernetes-pods', file_sd_configs: [discovery] }],
  };
}

async function startProgram(program: string, folder: string, address: string): Promise<ChildProcess> {
  const log = await open(join(folder, 'log'), 'w');
  const flags = {
    'config.file': join(folder, 'prometheus.yml'),
    'storage.tsdb.path': join(folder, 'data'),
    'web.listen-address': address,
    'log.level': 'warn',
  };
  const args = Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
  const child = spawn(program, [...args, '--web.enable-lifecycle'], { stdio: ['ignore', log.fd, log.fd] });
  child.on('error', () => {});
  await log.close();
  return child;
}

async function answers(url: string, child: ChildProcess): Promise<boolean | undefined> {
  if (child.exitCode !== null || child.pid === undefined) return false;
  const response = await fetch(`${url}/-/ready`).catch(() => undefined);
  return response?.ok === true ? true : undefined;
}

/** Writes down which pods there are; a cluster that does not answer once is asked again. */
async function followPods(
  cluster: OwnCluster,
  bridge: Bridge,
  file: string,
  signal: AbortSignal,
): Promise<void> {
  let written = '';
  while (!signal.aborted) {
    const pods = await cluster.kube
      .list('v1', 'Pod', { namespace: cluster.namespace })
      .catch(() => undefined);
    const text =
      pods === undefined ? written : JSON.stringify(bridgedTargets(pods as unknown as PodLike[], bridge));
    if (text !== written) {
      await writeFile(`${file}.tmp`, text);
      await rename(`${file}.tmp`, file);
      written = text;
    }
    await sleep(1000, undefined, { signal }).catch(() => undefined);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  await ended;
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer().once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
