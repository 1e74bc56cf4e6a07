import type { Deployment, ImageContainer, Labels, OwnerReference, Service } from '@fairlead/kube';
import type { PinnedImage } from '@fairlead/oci';
import { changedValue, labelToChange } from '../cluster/changed-label.ts';
import { withImage } from '../cluster/containers.ts';
import { keptLabels, keysThat } from '../cluster/labels.ts';
import {
  baselineSelector,
  canarySelector,
  canaryServiceName,
  MANAGED_BY_LABEL,
  MANAGER,
  PROVIDER_ANNOTATION,
} from '../cluster/names.ts';
import { kinds } from '../cluster/objects.ts';
import { stableSelector } from '../cluster/stable-selector.ts';
import { baselineName, canaryName } from '../naming/canary-name.ts';

/** What to make a canary of. */
export interface CloneRequest {
  readonly stable: Deployment;
  /** The Deployment whose pod template it gets: stable, or what a chart renders. */
  readonly source: Deployment;
  /** The Service through which stable is reached; undefined for a worker. */
  readonly service: Service | undefined;
  /** The container of `source` that gets the image. */
  readonly container: ImageContainer;
  readonly image: PinnedImage;
  readonly replicas: number;
  /** `shared`: the stable Service selects the canary too. `apart`: it must not; the canary has its own Service. */
  readonly reach: 'shared' | 'apart';
  /** How its traffic is shifted; kept with it, in case that the journal gets lost. */
  readonly provider: string;
  /** With what it goes by itself. */
  readonly owner?: OwnerReference | undefined;
}

/** Fields of a Deployment's spec that a canary takes over as they are. */
const KEPT_SPEC = ['minReadySeconds', 'progressDeadlineSeconds', 'strategy'] as const;

/** The canary's Deployment: the source's pod template with the new digest. Nothing that the server or Helm manages is kept. */
export function cloneDeployment(request: CloneRequest): Deployment {
  const { stable, source, container, image, replicas } = request;
  const workload = stable.metadata.name;
  const selector = canarySelector(workload);
  const template = withImage(source.spec.template, container, image);
  const { creationTimestamp: _, labels, ...metadata } = template.metadata ?? {};
  return {
    ...kinds.deployment,
    metadata: {
      ...ownedMetadata(canaryName(workload), stable, selector, request.owner),
      annotations: { [PROVIDER_ANNOTATION]: request.provider },
    },
    spec: {
      ...keptSpec(source),
      replicas,
      revisionHistoryLimit: 0,
      selector: { matchLabels: selector },
      template: {
        ...template,
        metadata: { ...metadata, labels: podLabels(request, labels ?? {}, selector) },
      },
    },
  };
}

/** As many fresh pods of the old version, behind stable's own Service. */
export function cloneBaseline(
  stable: Deployment,
  replicas: number,
  owner: OwnerReference | undefined,
): Deployment {
  const workload = stable.metadata.name;
  const selector = baselineSelector(workload);
  const { creationTimestamp: _, labels, ...metadata } = stable.spec.template.metadata ?? {};
  return {
    ...kinds.deployment,
    metadata: ownedMetadata(baselineName(workload), stable, selector, owner),
    spec: {
      ...keptSpec(stable),
      replicas,
      revisionHistoryLimit: 0,
      selector: { matchLabels: selector },
      template: {
        ...stable.spec.template,
        metadata: { ...metadata, labels: { ...labels, ...selector } },
      },
    },
  };
}

/** What the controller goes by. */
function keptSpec({ spec }: Deployment): object {
  return Object.fromEntries(KEPT_SPEC.flatMap((key) => (spec[key] === undefined ? [] : [[key, spec[key]]])));
}

function podLabels(request: CloneRequest, labels: Labels, selector: Labels): Labels {
  const { reach, service } = request;
  if (service === undefined) return { ...labels, ...selector };
  const reached = stableSelector(service); // a chart may render other labels, the Service is that of now
  if (reach === 'shared') return { ...labels, ...reached, ...selector };
  const key = labelToChange(reached);
  const changed = key === undefined ? {} : { [key]: changedValue(reached[key] ?? '') };
  return { ...labels, ...changed, ...selector };
}

/**
 * The canary's Service: stable's ports, the canary's pods, no address of its own kept. Labels and scrape annotations are
 * kept, so a Prometheus that finds pods through Services finds the canary's as it finds stable's.
 */
export function cloneService(service: Service, workload: string, owner?: OwnerReference): Service {
  const ports = (service.spec.ports ?? []).map(({ nodePort: _, ...port }) => port);
  const selector = canarySelector(workload);
  const annotations = keysThat((key) => key.startsWith('prometheus.io/'), service.metadata.annotations);
  return {
    ...kinds.service,
    metadata: {
      ...ownedMetadata(
        canaryServiceName(service.metadata.name),
        service,
        { ...keptLabels(service.metadata.labels), ...selector },
        owner,
      ),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
    spec: { type: 'ClusterIP', selector, ports },
  };
}

function ownedMetadata(name: string, of: Deployment | Service, labels: Labels, owner?: OwnerReference) {
  const { namespace } = of.metadata;
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    labels: { [MANAGED_BY_LABEL]: MANAGER, ...labels },
    ...(owner === undefined ? {} : { ownerReferences: [owner] }),
  };
}
