import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { ExternalError } from '@fairlead/core';
import { nsenterArgv } from '../system/netns.ts';
import { scriptPath } from './script-path.ts';

/** A request that the agent makes inside the namespace. */
export interface AgentRequest extends NamespaceRequest {
  readonly id: number;
}

/** An HTTP request as callers write it. */
export interface NamespaceRequest {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Default 10 s without a byte. */
  readonly timeoutMs?: number;
  /** PEM texts for mutual TLS. */
  readonly tls?: { readonly ca: string; readonly cert: string; readonly key: string };
}

/** What came back. */
export interface NamespaceResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the agent writes: a response or the reason why there is none. */
export type AgentAnswer =
  | ({ readonly id: number } & NamespaceResponse)
  | { readonly id: number; readonly error: string };

/** Makes HTTP requests inside a cluster's network namespace. */
export interface NamespaceHttp {
  /** Throws ExternalError NAMESPACE_REQUEST_FAILED when no answer comes; any status is an answer. */
  request(request: NamespaceRequest): Promise<NamespaceResponse>;
  /** Ends the agent. A later request starts a new one. */
  close(): void;
}

/** An agent in the namespace of this name; it is started by the first request and does not keep this process alive. */
export function createNamespaceHttp(namespace: string): NamespaceHttp {
  let agent: Agent | undefined;
  return {
    request: async (request) => {
      if (agent === undefined || agent.ended()) agent = startAgent(namespace);
      const answer = await agent.ask(request);
      if (!('error' in answer)) return answer;
      throw new ExternalError({
        code: 'NAMESPACE_REQUEST_FAILED',
        message: `${request.method ?? 'GET'} ${request.url}: ${answer.error}`,
        retryable: true,
      });
    },
    close: () => {
      agent?.stop();
      agent = undefined;
    },
  };
}

interface Agent {
  ask(request: NamespaceRequest): Promise<AgentAnswer>;
  ended(): boolean;
  stop(): void;
}

function startAgent(namespace: string): Agent {
  const [file = '', ...args] = nsenterArgv(namespace, [process.execPath, scriptPath('agent-main')]);
  const child = spawn(file, args, { cwd: '/', stdio: ['pipe', 'pipe', 'ignore'] });
  const waiting = new Map<number, (answer: AgentAnswer) => void>();
  let ended = false;
  let last = 0;
  const end = (): void => {
    ended = true;
    for (const [id, answer] of waiting) answer({ id, error: 'the agent in the network namespace ended' });
    waiting.clear();
    keepAlive(child, false);
  };
  child.on('error', end);
  child.on('exit', end);
  child.stdin.on('error', () => {});
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = JSON.parse(line) as AgentAnswer;
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
    if (waiting.size === 0) keepAlive(child, false);
  });
  return {
    ask: (request) =>
      new Promise((resolve) => {
        const id = ++last;
        if (ended) return resolve({ id, error: 'the agent in the network namespace ended' });
        waiting.set(id, resolve);
        keepAlive(child, true);
        child.stdin.write(`${JSON.stringify({ ...request, id })}\n`);
        return undefined;
      }),
    ended: () => ended,
    stop: () => child.stdin.end(),
  };
}

/** Only an open request keeps this process from ending. */
function keepAlive(child: ChildProcess, wanted: boolean): void {
  const handles = [child, child.stdin, child.stdout] as unknown as { ref?(): void; unref?(): void }[];
  for (const handle of handles) {
    if (wanted) handle.ref?.();
    else handle.unref?.();
  }
}
