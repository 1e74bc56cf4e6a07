import type { PlacedText } from '../model/spot.ts';
import type { Uses } from '../model/uses.ts';
import type { Hit, Rule } from '../rule.ts';

/** A full commit, SHA-1 or SHA-256, or a version tag. */
const HELD = /^([0-9a-f]{40}|[0-9a-f]{64}|v\d+(\.\d+){0,2}([-+][\w.-]+)?)$/;

export const movingReference: Rule = {
  id: 'moving-reference',
  severity: 'advice',
  why: 'A branch or a short commit may be something else tomorrow.',
  fix: 'write @v1, or the full commit of a release with its version beside it',
  *check({ file }) {
    if (file.kind === 'config' || file.kind === 'environments') return;
    const steps = file.kind === 'action' ? file.steps : file.jobs.flatMap((job) => [...job.steps, job]);
    for (const { uses } of steps) if (uses !== undefined) yield* judge(uses);
  },
};

function* judge({ text, at, what }: PlacedText & { readonly what: Uses }): Iterable<Hit> {
  if (what.kind !== 'action' && what.kind !== 'workflow') return;
  // without any the workflow is refused: that is told as an error
  if (what.ref === undefined || what.ref === '') return;
  if (!HELD.test(what.ref)) yield { at, reason: `${text} is neither a version nor a full commit` };
}
