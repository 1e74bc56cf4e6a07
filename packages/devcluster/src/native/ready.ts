import { request } from 'node:http';
import type { ClusterPaths } from '../paths.ts';
import { patient } from '../system/patience.ts';
import { findProgram } from '../system/programs.ts';
import { run } from '../system/run.ts';
import type { NamespaceHttp } from './agent-client.ts';
import { apiCredentials } from './api.ts';
import type { Daemon } from './daemons/daemon.ts';

/** One look whether a running program answers. */
export async function isReady(daemon: Daemon, paths: ClusterPaths, http: NamespaceHttp): Promise<boolean> {
  try {
    if (daemon.name === 'containerd') return await containerdAnswers(paths);
    if (daemon.name === 'docker') return await dockerAnswers(paths);
    if (daemon.ready === undefined) return true;
    const tls = daemon.ready.startsWith('https:') ? apiCredentials(paths) : undefined;
    const asked = { url: daemon.ready, timeoutMs: patient(3000), ...(tls === undefined ? {} : { tls }) };
    return (await http.request(asked)).status === 200;
  } catch {
    return false;
  }
}

async function containerdAnswers(paths: ClusterPaths): Promise<boolean> {
  const ctr = [findProgram('ctr') ?? 'ctr', '--address', paths.containerdSocket];
  const argv = [...ctr, '--connect-timeout', `${patient(1000)}ms`, 'version'];
  return (await run(argv, { allowedCodes: [1], timeoutMs: patient(5000) })).code === 0;
}

function dockerAnswers(paths: ClusterPaths): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request(
      { socketPath: paths.dockerSocket, path: '/_ping', timeout: patient(3000) },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    call.on('timeout', () => call.destroy());
    call.on('error', () => resolve(false));
    call.end();
  });
}
