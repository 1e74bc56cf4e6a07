import { CancelledError, formatBytes } from '@fairlead/core';
import type { ProxyAnswer, ProxyOptions, ProxyTarget } from '../kube.ts';
import { type Call, errorOfStatus } from './errors.ts';
import { type ApiAnswer, LongAnswer, type Transport } from './transport.ts';

const TIMEOUT_MS = 10_000;
/** Nothing that is asked here is as long; a target that goes on and on would take all memory. */
const MOST_BYTES = 64 * 1024 ** 2;

/**
 * Asks a pod or Service through the API server
 * (https://kubernetes.io/docs/tasks/access-application-cluster/access-cluster-services/). What the target says is passed on
 * as it is; a refusal of the API server itself is an object of kind Status.
 *
 * @throws ExternalError as every call does, when it is the API server that cannot be asked or that forbids it.
 */
export async function proxyGet(
  transport: Transport,
  target: ProxyTarget,
  { accept, timeoutMs = TIMEOUT_MS, signal }: ProxyOptions,
): Promise<ProxyAnswer> {
  const deadline = AbortSignal.timeout(timeoutMs);
  const either = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
  const path = proxyPath(target);
  let answer: ApiAnswer;
  try {
    answer = await transport.send({
      method: 'GET',
      path,
      accept,
      signal: either,
      idleMs: timeoutMs,
      mostBytes: MOST_BYTES,
      reuse: true, // many pods are asked, again and again
    });
  } catch (error) {
    if (signal?.aborted === true) throw new CancelledError(`asking ${target.name}`);
    if (error instanceof LongAnswer)
      return {
        from: 'api-server',
        status: 502,
        text: `its answer is longer than ${formatBytes(MOST_BYTES)}`,
      };
    if (!deadline.aborted) throw error;
    return { from: 'api-server', status: 504, text: `no answer in ${timeoutMs / 1000} s` };
  }
  const said = statusMessage(answer);
  if (said === undefined) return { from: 'target', ...answer };
  if (answer.status === 401 || answer.status === 403) {
    const { resource, name, namespace } = target;
    const call: Call = { verb: 'get', resource: `${resource}/proxy`, name, namespace };
    throw errorOfStatus(answer.status, answer.text, call, transport.target);
  }
  return { from: 'api-server', status: answer.status, text: said };
}

function proxyPath({ resource, namespace, name, port, scheme, path }: ProxyTarget): string {
  const prefix = scheme === 'https' ? 'https:' : '';
  const place = `${prefix}${encodeURIComponent(name)}:${encodeURIComponent(port)}`;
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/${resource}/${place}/proxy/${path.replace(/^\//, '')}`;
}

/** What the API server itself has to say; undefined for the words of a target. */
function statusMessage({ status, text }: ApiAnswer): string | undefined {
  if (status < 400) return undefined;
  try {
    const parsed = JSON.parse(text) as { readonly kind?: unknown; readonly message?: unknown } | null;
    return parsed?.kind === 'Status' ? String(parsed.message ?? '') : undefined;
  } catch {
    return undefined;
  }
}
