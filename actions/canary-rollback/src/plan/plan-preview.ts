import { ExternalError, type InputProblem } from '@fairlead/core';
import type { Deployment, ProxyTarget, Service } from '@fairlead/kube';
import { canaryServiceName } from '../cluster/names.ts';
import { missingRights, PREVIEW_RIGHTS, rightsText } from '../cluster/rights.ts';
import type { Target } from '../cluster/target.ts';
import type { CanaryInputs } from '../context.ts';

/** What the new version is asked for before it gets all traffic. */
export interface PreviewPlan {
  /** Undefined: nothing, its pods must be ready. */
  readonly ask: ProxyTarget | undefined;
  readonly probes: number;
  readonly notices: readonly string[];
}

const ANSWER_MS = 5_000;

/** Finds what can be asked, and tries it on stable. Changes nothing. */
export async function planPreview(
  target: Target,
  service: Service,
  stable: Deployment,
  { previewPath, previewProbes: probes, container }: CanaryInputs & { readonly container: string },
): Promise<PreviewPlan | InputProblem> {
  const path = previewPath ?? readinessPath(stable, container);
  const ready = (why: string): PreviewPlan => ({
    ask: undefined,
    probes,
    notices: [`before the switch ${why}, so all pods must be ready ${probes} times in a row`],
  });
  if (path === undefined) return ready('there is no path to ask for');
  const ask = placeOf(target, service, path);
  if (ask === undefined) return ready('there is no port to ask');
  const why = await whyNotAsked(target, ask);
  const named = { ...ask, name: canaryServiceName(service.metadata.name) };
  if (why === undefined) {
    const words = `before the switch ${wordsOf(named)} must give ${probes} good answers in a row`;
    return { ask: named, probes, notices: [words] };
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
async function whyNotAsked(target: Target, ask: ProxyTarget): Promise<string | undefined> {
  const lacks = await missingRights(target, PREVIEW_RIGHTS);
  if (lacks.length > 0) return `the user of the kubeconfig may not ${rightsText(lacks)}`;
  const wrong = await askPreview(target, ask, undefined);
  return wrong === undefined ? undefined : `stable itself gives no good answer (${wrong})`;
}

/** What is wrong with the answer; undefined for one below 400. */
export async function askPreview(
  { kube }: Target,
  ask: ProxyTarget,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  try {
    const { from, status, text } = await kube.proxyGet(ask, { timeoutMs: ANSWER_MS, signal, accept: '*/*' });
    if (from === 'api-server') return `${wordsOf(ask)}: ${text}`;
    return status < 400 ? undefined : `${wordsOf(ask)} answered ${status}`;
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
