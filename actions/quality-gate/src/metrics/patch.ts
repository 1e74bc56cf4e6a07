import { resolve } from 'node:path';
import { type ChangedFile, measurePatch, type PatchCoverage } from '@fairlead/go';
import type { Change } from '../change/change.ts';
import type { Job } from '../check/check.ts';
import type { CoverageFacts } from '../check/facts.ts';
import { type Measurement, nothing } from '../rule/measurement.ts';
import { settledOf } from './prepare.ts';

/** By the facts, which a run has once. */
const found = new WeakMap<CoverageFacts, PatchCoverage | Measurement>();

/** What tests reach of the change; a measurement without a number where there is no change to look at. Done once. */
export function patchOf(job: Job, facts: CoverageFacts): PatchCoverage | Measurement {
  const known = found.get(facts) ?? measure(job, facts);
  found.set(facts, known);
  return known;
}

function measure(job: Job, facts: CoverageFacts): PatchCoverage | Measurement {
  const change = changeOf(job);
  if (change.state === 'none') return nothing(change.reason);
  const blocks = Map.groupBy(facts.profile.blocks, ({ file }) => file);
  const files: ChangedFile[] = [];
  for (const [name, { path, source, excludedBy }] of facts.files) {
    const added = change.added.get(resolve(job.ports.workspace, path));
    if (added === undefined || excludedBy !== undefined || source === undefined) continue;
    files.push({ path, source, blocks: blocks.get(name) ?? [], added });
  }
  return measurePatch(files);
}

/** What has changed, as it was before the tests. @throws what finding it did. */
export function changeOf({ facts }: Job): Change {
  if (facts.change === undefined) throw new TypeError('nobody asked what has changed');
  return settledOf(facts.change);
}
