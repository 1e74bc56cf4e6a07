import { tmpdir } from 'node:os';
import {
  createNodeFiles,
  createProcessExec,
  errorMessage,
  fetchHttp,
  Redactor,
  systemClock,
} from '@fairlead/core';
import { type Finding, findGo, findPrometheus, run } from '@fairlead/devcluster';
import { createRegistryClient, findCredentials, type PushRight } from '@fairlead/oci';
import { isOnPath } from '../../prerequisites.ts';

/** How a program ended. */
export interface Ended {
  readonly ok: boolean;
  /** The last line that it printed. */
  readonly said: string;
}

/** What the needs ask of the machine and the network. */
export interface Look {
  hasProgram(name: string): Promise<boolean>;
  /** Why there is no Go that can be used; undefined when there is one. */
  goProblem(): Promise<string | undefined>;
  docker(...args: readonly string[]): Promise<Ended>;
  /** Whether a Prometheus answers at an address, and scrapes anything. */
  prometheus(address: string): Promise<Finding>;
  /** Whether an image could be pushed to a repository, with the logins that docker has. Throws what the registry client throws. */
  pushRight(registry: string, repository: string): Promise<PushRight>;
}

const LIMIT_MS = 10_000;
/** Pulling an image may take a while. */
const PULL_MS = 10 * 60_000;

/** Looks for real. */
export function createLook(env: NodeJS.ProcessEnv = process.env): Look {
  return {
    hasProgram: (name) => isOnPath(name, env),
    goProblem: () => findGo(env).then(() => undefined, describeError),
    docker: async (...args) => {
      const timeoutMs = args[0] === 'pull' ? PULL_MS : LIMIT_MS;
      try {
        const { code, stdout, stderr } = await run(['docker', ...args], {
          env,
          timeoutMs,
          allowedCodes: [1, 125],
        });
        return { ok: code === 0, said: lastLine(stderr) || lastLine(stdout) };
      } catch (error) {
        return { ok: false, said: errorMessage(error) };
      }
    },
    prometheus: findPrometheus,
    pushRight: async (registry, repository) => {
      const own = Object.fromEntries(
        Object.entries(env).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])),
      );
      const redactor = new Redactor();
      const exec = createProcessExec({ env: own, redactor });
      const sources = { files: createNodeFiles(tmpdir()), exec, env: own };
      const credentials = await findCredentials(sources, registry);
      const client = createRegistryClient({ http: fetchHttp, clock: systemClock, registry, credentials });
      return client.askPushRight(repository);
    },
  };
}

function describeError(error: unknown): string {
  const { hint } = error as { readonly hint?: string };
  return [errorMessage(error), hint].filter(Boolean).join(': ');
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
