import { ExternalError, type InputProblem } from '@fairlead/core';
import type { Deployment, ProxyTarget, Service } from '@fairlead/kube';
import { canaryServiceName } from '../cluster/names.ts';
import { missingRights, PREVIEW_RIGHTS, rightsText } from '../cluster/rights.ts';
import type { Target } from '../cluster/target.ts';
import type { CanaryInputs } from '../context.ts';

/** What the new version is asked for before it gets all traffic. */
export interface PreviewPlan {
  /** Undefined: nothing, its pods must be ready. */
  readonly ask: PreviewProbe | undefined;
  readonly probes: number;
  readonly notices: readonly string[];
}

/** One question to the new version, and what is a good answer. */
export interface PreviewProbe {
  readonly at: ProxyTarget;
  /** So long an answer may take. */
  readonly timeoutMs: number;
  /** Whether 3xx is a good answer; 2xx always is. */
  readonly redirects: boolean;
}

/** Finds what can be asked, and tries it on stable. Changes nothing. */
export async function planPreview(
  target: Target,
  service: Service,
  stable: Deployment,
  inputs: CanaryInputs & { readonly container: string },
): Promise<PreviewPlan | InputProblem> {
  const { previewPath, previewProbes: probes, container } = inputs;
  const path = previewPath ?? readinessPath(stable, container);
  const ready = (why: string): PreviewPlan => ({
    ask: undefined,
    probes,
    notices: [`before the switch ${why}, so all pods must be ready ${probes} times in a row`],
  });
  if (path === undefined) return ready('there is no path to ask for');
  const at = placeOf(target, service, path);
  if (at === undefined) return ready('there is no port to ask');
  const { previewTimeout: timeoutMs, previewRedirects: redirects } = inputs;
  const why = await whyNotAsked(target, { at, timeoutMs, redirects });
  const named = { ...at, name: canaryServiceName(service.metadata.name) };
  if (why === undefined) {
    const words = `before the switch ${wordsOf(named)} must give ${probes} good answers in a row`;
    return { ask: { at: named, timeoutMs, redirects }, probes, notices: [words] };
  }
  if (previewPath === undefined) return ready(why);
  return {
    input: 'preview-path',
    value: previewPath,
    problem: `cannot be tried before the switch: ${why}`,
    allowed: 'a path to which stable gives a good answer through the API server',
  };
}

/** Why stable gives no good answer there; then that the new version gives none would say nothing. */
async function whyNotAsked(target: Target, ask: PreviewProbe): Promise<string | undefined> {
  const lacks = await missingRights(target, PREVIEW_RIGHTS);
  if (lacks.length > 0) return `the user of the kubeconfig may not ${rightsText(lacks)}`;
  const wrong = await askPreview(target, ask, undefined);
  return wrong === undefined ? undefined : `stable itself gives no good answer (${wrong})`;
}

/**
 * What is wrong with the answer; undefined for a good one. Redirections are not followed.
 *
 * @throws CancelledError when the run is cancelled meanwhile
 */
export async function askPreview(
  { kube }: Pick<Target, 'kube'>,
  { at, timeoutMs, redirects }: PreviewProbe,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  try {
    const { from, status, text } = await kube.proxyGet(at, { timeoutMs, signal, accept: '*/*' });
    if (from === 'api-server') return `${wordsOf(at)}: ${text}`;
    const isGood = status >= 200 && status < (redirects ? 400 : 300);
    return isGood ? undefined : `${wordsOf(at)} answered ${status}`;
  } catch (error) {
    if (!(error instanceof ExternalError) || error.code !== 'KUBE_FORBIDDEN') throw error;
    return error.message;
  }
}

function wordsOf({ name, port, path }: ProxyTarget): string {
  return `Service ${name}:${port}${path}`;
}

function placeOf({ namespace }: Target, { metadata, spec }: Service, path: string): ProxyTarget | undefined {
  const [port] = spec.ports ?? [];
  if (port === undefined) return undefined;
  const secure = port.port === 443 || /^https/i.test(String(port['appProtocol'] ?? port.name ?? ''));
  return {
    resource: 'services',
    namespace,
    name: metadata.name,
    port: String(port.port),
    path,
    ...(secure ? { scheme: 'https' } : {}),
  };
}

interface Probe {
  readonly httpGet?: { readonly path?: string };
}

function readinessPath({ spec }: Deployment, container: string): string | undefined {
  const found = spec.template.spec.containers.find(({ name }) => name === container);
  const { httpGet } = (found?.['readinessProbe'] ?? {}) as Probe;
  return httpGet === undefined ? undefined : (httpGet.path ?? '/');
}
