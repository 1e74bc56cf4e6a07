import { type Rendered, readWantedImage } from '@fairlead/helm';
import { type Container, type KubeObject, podSpecOf } from '@fairlead/kube';

/** The probes of a container. */
const PROBES = ['startupProbe', 'livenessProbe', 'readinessProbe'] as const;

/** Names of images that hold one program and what it needs; `debug` tags of them have a shell. */
const BARE = /(^|[/_.-])(distroless|scratch)([/_.-]|$)|^cgr\.dev\/chainguard\/static$/;
const WITH_SHELL = /(^|[-_.])debug([-_.]|$)/;

/** Programs that such an image does not have, in the folders where they would be. */
const PROGRAM = /^(?:(?:\/usr)?(?:\/local)?\/s?bin\/)?([\w[-]+)$/;
const ABSENT = new Set(
  'sh bash ash dash cat ls test [ curl wget nc netstat grep pgrep pidof ps true stat find head tail sleep echo touch rm kill env timeout expr awk sed'.split(
    ' ',
  ),
);

/** Command probes that cannot work, a line each: the image has no such program, so the pod never gets ready. Pure. */
export function impossibleProbes({ objects }: Rendered): readonly string[] {
  return containersOf(objects).flatMap(({ where, container }) => {
    const { image } = container;
    if (image === undefined || !isBare(image)) return [];
    return PROBES.flatMap((probe) => {
      const [program = ''] = container[probe]?.exec?.command ?? [];
      const [, name = ''] = PROGRAM.exec(program) ?? [];
      if (!ABSENT.has(name)) return [];
      return [`${where}: ${probe} runs ${program}, which the distroless image ${image} does not have`];
    });
  });
}

/** Probes that do less than they seem to, a line each. Pure. */
export function doubtfulProbes({ objects }: Rendered): readonly string[] {
  const served = objects.filter(({ kind }) => SERVED.has(kind));
  return containersOf(served, 'containers').flatMap(({ where, container }) => {
    const { livenessProbe: liveness, readinessProbe: readiness } = container;
    if (liveness === undefined) return [];
    if (readiness === undefined)
      return [
        `${where} has a livenessProbe and no readinessProbe: it gets requests before it can answer them`,
      ];
    const [one, other] = [addressOf(liveness), addressOf(readiness)];
    if (one === undefined || one !== other) return [];
    return [
      `${where}: livenessProbe and readinessProbe ask the same (${liveness.httpGet?.path}): a pod that is only busy is restarted`,
    ];
  });
}

/** Kinds whose pods a Service may send requests to. */
const SERVED = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

interface Placed {
  readonly where: string;
  readonly container: Container;
}

function containersOf(objects: readonly KubeObject[], only?: 'containers'): readonly Placed[] {
  return objects.flatMap((object) => {
    const { initContainers = [], containers = [] } = podSpecOf(object) ?? {};
    return [...(only === undefined ? initContainers : []), ...containers].map((container) => ({
      where: `${object.kind} ${object.metadata.name}: container ${container.name}`,
      container,
    }));
  });
}

function isBare(text: string): boolean {
  const image = readWantedImage(text);
  if ('problem' in image || !BARE.test(image.name)) return false;
  return image.tag === undefined || !WITH_SHELL.test(image.tag);
}

/** What an HTTP probe asks for; undefined for other probes. */
function addressOf({ httpGet }: NonNullable<Container['livenessProbe']>): string | undefined {
  if (httpGet === undefined) return undefined;
  return JSON.stringify([httpGet.scheme ?? 'HTTP', httpGet.host ?? '', httpGet.port, httpGet.path ?? '/']);
}
