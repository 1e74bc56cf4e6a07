import type { Deployment, ImageContainer, KubeObject } from '@fairlead/kube';
import { fuseName, madeLabels, PROVIDER_ANNOTATION, trafficFuseName } from '../cluster/names.ts';
import { kinds } from '../cluster/objects.ts';

/** What a fuse is made for. */
export interface FuseRequest {
  readonly stable: Deployment;
  /** How its canary's traffic is shifted; told to whoever finds the fuse alone. */
  readonly provider: string;
  /** How long it burns when nobody lengthens it. */
  readonly forMs: number;
  /**
   * The canary's traffic comes by an object of its own, which goes first: a gateway that hears of a route's end later than of
   * its Service's answers users with errors.
   */
  readonly trafficFirst: boolean;
}

/** How long the canary stays when its traffic has been taken away: so long may a gateway need to hear of it. */
const LINGER_SECONDS = 5;

/**
 * The fuse: a Job that starts no pod (`parallelism: 0`), fails at its deadline and is deleted soon after. What it owns goes
 * with it, so Kubernetes itself ends a canary whose run is dead. A deadline can be moved by a patch.
 *
 * Its template is never run. It is stable's own, so that rules on labels, registries and resources have nothing against it,
 * with the restricted security profile and without all that takes rights: volumes, host access, a service account.
 */
export function fuseJob(request: FuseRequest): KubeObject {
  const { stable, trafficFirst } = request;
  return jobThatFails(request, fuseName(stable.metadata.name), trafficFirst ? LINGER_SECONDS : 0);
}

/** The Job that the canary's route goes with, at the same deadline; the rest of the canary follows with the fuse. */
export function trafficFuseJob(request: FuseRequest): KubeObject {
  return jobThatFails(request, trafficFuseName(request.stable.metadata.name), 0);
}

function jobThatFails(
  { stable, provider, forMs }: FuseRequest,
  name: string,
  ttlSecondsAfterFinished: number,
): KubeObject {
  const { namespace, name: workload } = stable.metadata;
  const { metadata, spec } = stable.spec.template;
  return {
    ...kinds.job,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      labels: madeLabels(workload),
      annotations: { [PROVIDER_ANNOTATION]: provider },
    },
    spec: {
      parallelism: 0,
      completions: 1,
      backoffLimit: 0,
      activeDeadlineSeconds: Math.ceil(forMs / 1000),
      ttlSecondsAfterFinished,
      template: {
        metadata: { labels: metadata?.labels ?? {}, annotations: metadata?.annotations ?? {} },
        spec: {
          restartPolicy: 'Never',
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
          containers: spec.containers.map(neverRun),
        },
      },
    },
  };
}

function neverRun({ name, image, resources }: ImageContainer): object {
  return {
    name,
    image,
    ...(resources === undefined ? {} : { resources }),
    securityContext: {
      allowPrivilegeEscalation: false,
      runAsNonRoot: true,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    },
  };
}
