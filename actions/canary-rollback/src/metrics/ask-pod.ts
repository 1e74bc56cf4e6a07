import type { Kube, Pod } from '@fairlead/kube';
import { ExpositionError, parseExposition } from './exposition.ts';
import type { MetricsPlace } from './metrics-place.ts';
import type { Series } from './prometheus.ts';

/** A pod that gave no metrics, and why. */
export interface Silence {
  readonly why: string;
}

const ACCEPT =
  'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.9,text/plain;q=0.8,*/*;q=0.1';

/** How a pod is asked. */
export interface AskOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Names of series that are read. */
  readonly wanted?: (name: string) => boolean;
}

/** One GET of a pod's metrics through the API server. @throws ExternalError when it is the API server that cannot be asked. */
export async function askPod(
  kube: Pick<Kube, 'proxyGet'>,
  { metadata: { name, namespace = '' } }: Pod,
  place: MetricsPlace,
  { timeoutMs, signal, wanted }: AskOptions,
): Promise<readonly Series[] | Silence> {
  const target = { resource: 'pods', namespace, name, ...place } as const;
  const answer = await kube.proxyGet(target, { accept: ACCEPT, timeoutMs, signal });
  const at = `port ${place.port}`;
  if (answer.from === 'api-server') return { why: `${at}: ${reasonOf(answer.text)}` };
  if (/client sent an HTTP request to an HTTPS server/i.test(answer.text))
    return { why: `${at} wants TLS, and the annotation prometheus.io/scheme does not say https` };
  if (answer.status !== 200) return { why: `${at} answered ${answer.status} to ${place.path}` };
  try {
    return parseExposition(answer.text, wanted);
  } catch (error) {
    if (!(error instanceof ExpositionError)) throw error;
    return { why: `${at} gave no metrics at ${place.path}: ${error.message}` };
  }
}

/** The API server's words without what says only that it was the API server. */
function reasonOf(text: string): string {
  const said = text.replace(/^error trying to reach service: /, '').replace(/^dial tcp \S+ /, '');
  if (/tls|certificate|handshake/i.test(said)) return `the TLS that it wants did not come about: ${said}`;
  return /reset by peer|EOF/.test(said) ? `${said}, as where a mesh wants a certificate` : said;
}
