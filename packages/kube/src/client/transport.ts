import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { Agent, request as requestHttps } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import { errorOfCredentials, errorOfFailure, type Target } from './errors.ts';
import { createServerClock } from './server-clock.ts';

/** One request to the API server. */
export interface ApiRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string | undefined;
  /** Default: JSON, or whatever there is. */
  readonly accept?: string | undefined;
  /** Milliseconds without any byte from the server; default 15000. */
  readonly idleMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Most bytes of the answer; without it as many as come. */
  readonly mostBytes?: number | undefined;
  /** Whether its connection is kept for the next such request: for who sends many. */
  readonly reuse?: boolean | undefined;
}

/** A whole answer. */
export interface ApiAnswer {
  readonly status: number;
  readonly text: string;
}

/** Sends requests to one API server with the credentials of its kubeconfig context. */
export interface Transport {
  readonly target: Target;
  /** Milliseconds since the epoch by the server's clock. */
  now(): number;
  /** @throws ExternalError as calls do; LongAnswer for one with more bytes than `mostBytes`. */
  send(request: ApiRequest): Promise<ApiAnswer>;
  /** Opens an answer whose body is read while it comes. */
  open(request: ApiRequest): Promise<IncomingMessage>;
}

const IDLE_MS = 15_000;

/** Requests go over node's own https with the library's credentials; its generated clients are not used. */
export function createTransport(config: KubeConfig): Transport {
  const server = config.getCurrentCluster()?.server ?? '';
  const target: Target = { server, context: config.getCurrentContext() };
  const clock = createServerClock();
  const reuse = createReuse();
  const open = async (request: ApiRequest): Promise<IncomingMessage> => {
    const fresh = await withCredentials(config, target);
    const options = request.reuse === true ? reuse(fresh) : fresh;
    const answer = await openOnce(server, request, options, target);
    clock.learn(answer.headers.date);
    return answer;
  };
  return {
    target,
    now: () => clock.now(),
    open,
    async send(request) {
      const answer = await open(request);
      return { status: answer.statusCode ?? 0, text: await readAll(answer, target, request.mostBytes) };
    },
  };
}

/** Gives requests with the same credentials one agent that keeps connections; that of a proxy is left as it is. */
function createReuse(): (options: RequestOptions) => RequestOptions {
  let kept: { readonly key: string; readonly agent: Agent } | undefined;
  return (options) => {
    const { agent } = options;
    if (!(agent instanceof Agent) || agent.constructor !== Agent) return options;
    const key = [agent.options.ca, agent.options.cert, agent.options.key, agent.options.servername].join(
      '\n',
    );
    if (kept?.key !== key) {
      kept?.agent.destroy();
      kept = { key, agent: new Agent({ ...agent.options, keepAlive: true }) };
    }
    return { ...options, agent: kept.agent };
  };
}

async function withCredentials(config: KubeConfig, target: Target): Promise<RequestOptions> {
  const options: RequestOptions = {};
  try {
    await config.applyToHTTPSOptions(options as Parameters<KubeConfig['applyToHTTPSOptions']>[0]);
  } catch (error) {
    throw errorOfCredentials(error, target, config.getCurrentUser()?.exec?.command);
  }
  return options;
}

function openOnce(
  server: string,
  request: ApiRequest,
  options: RequestOptions,
  target: Target,
): Promise<IncomingMessage> {
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  const url = new URL(`${server}${request.path}`);
  const make = url.protocol === 'http:' ? requestHttp : requestHttps;
  return new Promise((resolve, reject) => {
    const outgoing = make(
      url,
      {
        ...options,
        method: request.method,
        timeout: request.idleMs ?? IDLE_MS,
        ...(request.signal === undefined ? {} : { signal: request.signal }),
        headers: {
          ...options.headers,
          accept: request.accept ?? 'application/json, */*',
          'user-agent': 'fairlead',
          ...(body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' }),
          ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
        },
      },
      resolve,
    );
    outgoing.on('timeout', () => {
      outgoing.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }));
    });
    outgoing.on('error', (error) => reject(errorOfFailure(error, target)));
    outgoing.end(body);
  });
}

/** An answer was longer than its reader takes. */
export class LongAnswer extends Error {}

async function readAll(
  answer: IncomingMessage,
  target: Target,
  mostBytes = Number.POSITIVE_INFINITY,
): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer) {
      bytes += (chunk as Buffer).length;
      if (bytes > mostBytes) throw new LongAnswer(); // which ends the connection as well
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    if (error instanceof LongAnswer) throw error;
    throw errorOfFailure(error, target);
  }
  return Buffer.concat(chunks).toString('utf8');
}
