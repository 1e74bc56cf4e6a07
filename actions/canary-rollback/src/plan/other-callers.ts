import type { Container, Deployment, Labels } from '@fairlead/kube';
import type { Family } from '../metrics/family.ts';
import type { OtherCaller } from '../metrics/other-callers.ts';

/** The parts of a probe that ask something of a container. */
interface Asking {
  readonly periodSeconds?: number;
  readonly httpGet?: { readonly path?: string };
  readonly grpc?: { readonly service?: string };
  readonly exec?: { readonly command?: readonly string[] };
}

const PROBES = [
  ['livenessProbe', 'liveness probe'],
  ['readinessProbe', 'readiness probe'],
  ['startupProbe', 'startup probe'],
] as const;

/** Where neither Prometheus nor the pod itself tells, a scrape every 15 s is assumed. */
const SCRAPE_SECONDS = 15;
const DEFAULT_PERIOD = 10;

/** Who reads the metrics of the pods. */
interface Readers {
  /** What is counted. A mesh or gateway sees neither probes nor scrapes. */
  readonly family?: Pick<Family, 'told'> | undefined;
  readonly scrapesPerMinute?: number | undefined;
  readonly ownReads?: { readonly path: string; readonly perSecond: number } | undefined;
}

/** Whose requests the pods of a Deployment get beside those of users: their own probes', and the scrapes'. */
export function otherCallersOf(
  { spec: { template } }: Deployment,
  { family, scrapesPerMinute, ownReads }: Readers = {},
): readonly OtherCaller[] {
  if (family?.told !== undefined) return [];
  const { containers, initContainers = [] } = template.spec;
  const sidecars = initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always');
  const probes = [...containers, ...sidecars].flatMap(callersOf);
  const path = scrapePath(template.metadata?.annotations);
  const perSecond = scrapesPerMinute === undefined ? 1 / SCRAPE_SECONDS : scrapesPerMinute / 60;
  const own = ownReads === undefined ? [] : [{ what: 'our own reading of', ...ownReads }];
  return [...probes, { what: 'scrapes of', path, perSecond }, ...own];
}

function callersOf(container: Container): readonly OtherCaller[] {
  return PROBES.flatMap(([field, what]) => {
    const probe = container[field] as Asking | undefined;
    const path = probe === undefined ? undefined : pathOf(probe);
    if (probe === undefined || path === undefined) return [];
    // A startup probe ends before the pod is ready; its rate is none while the canary is observed.
    const perSecond = field === 'startupProbe' ? 0 : 1 / (probe.periodSeconds ?? DEFAULT_PERIOD);
    return [{ what, path, perSecond }];
  });
}

/** What a probe asks for; undefined when it sends no request. A command may: `wget -q http://localhost:8080/healthz`. */
function pathOf({ httpGet, grpc, exec }: Asking): string | undefined {
  if (httpGet !== undefined) return rooted(httpGet.path ?? '/');
  if (grpc !== undefined) return 'grpc.health.v1.Health';
  const command = (exec?.command ?? []).join(' ');
  if (/grpc[-_]?health[-_]?probe/i.test(command)) return 'grpc.health.v1.Health';
  const asked =
    /(?:https?:\/\/[^\s/'"]+|\b(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::[^\s/'"]+)?)(\/[^\s'"]*)?/i.exec(
      command,
    );
  return asked === null ? undefined : rooted(asked[1] ?? '/');
}

function rooted(path: string): string {
  return path === '/' ? '' : path;
}

function scrapePath(annotations: Labels = {}): string {
  return annotations['prometheus.io/path'] ?? '/metrics';
}
