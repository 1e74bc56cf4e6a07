import { canaryServiceName } from '../cluster/names.ts';
import type { Target } from '../cluster/target.ts';
import type { CanaryInputs } from '../context.ts';
import type { MeshExposed } from '../metrics/choose-family.ts';
import { familiesFor } from '../metrics/families.ts';
import type { Destination, Family } from '../metrics/family.ts';
import type { Matcher } from '../metrics/matchers.ts';
import {
  createMeshReader,
  type MeshOptions,
  meshBucketsQuery,
  meshExposedQuery,
} from '../metrics/mesh-reader.ts';
import type { Prometheus } from '../metrics/prometheus.ts';
import type { SeriesReader } from '../metrics/series-reader.ts';
import { baselineName, canaryName } from '../naming/canary-name.ts';
import type { Witness } from '../naming/witness.ts';
import { providerOf } from '../traffic/registry.ts';
import type { RunPlan } from './inspect.ts';

/** What both versions are called, and what counts. */
interface MeshSearch {
  readonly inputs: CanaryInputs;
  readonly target: Target;
  readonly plan: Pick<RunPlan, 'traffic' | 'service' | 'baseline'>;
  readonly matchers?: readonly Matcher[];
  readonly witness?: Witness;
}

/** What meshes and gateways have counted of stable, of the families that the inputs ask for and that tell the versions apart here. */
export async function askMeshes(
  prometheus: Prometheus,
  search: MeshSearch,
  labels: readonly string[],
  signal: AbortSignal,
): Promise<readonly MeshExposed[]> {
  const asked = familiesFor(search.inputs.metric).map(async (known): Promise<readonly MeshExposed[]> => {
    const { told, counter, buckets } = known;
    const options = told === undefined ? undefined : optionsFor(told, search);
    if (told === undefined || options === undefined) return [];
    const counters = await prometheus.query(meshExposedQuery({ told, counter }, options, labels), signal);
    if (counters.length === 0 || buckets === undefined) return [{ known, counters, hasBuckets: false }];
    const found = await prometheus.query(meshBucketsQuery(told, buckets, options), signal);
    return [{ known, counters, hasBuckets: found.length > 0 }];
  });
  return (await Promise.all(asked)).flat();
}

/** Reads a family that a mesh or gateway counts; undefined for one that the pods do. */
export function openMesh(
  prometheus: Prometheus,
  family: Family | undefined,
  search: MeshSearch,
): SeriesReader | undefined {
  const told = family?.told;
  const options = told === undefined ? undefined : optionsFor(told, search);
  if (family === undefined || told === undefined || options === undefined) return undefined;
  return createMeshReader(prometheus, { ...family, told }, options);
}

/** Undefined where both versions, or the baseline and stable, stand behind one Service, and services are what is told apart. */
function optionsFor(
  { names }: Destination,
  { inputs, target, plan, matchers = [], witness = 'stable' }: MeshSearch,
): MeshOptions | undefined {
  const { namespace, workload } = target;
  const { podLabel } = inputs;
  const rest = { namespace, podLabel, matchers };
  if (names === 'workload') {
    const stable = witness === 'baseline' ? baselineName(workload) : workload;
    return { ...rest, names: { stable, canary: canaryName(workload) } };
  }
  const { service, traffic, baseline } = plan;
  if (service === undefined || baseline || providerOf(traffic).reach !== 'apart') return undefined;
  const { name } = service.metadata;
  return { ...rest, names: { stable: name, canary: canaryServiceName(name) } };
}
