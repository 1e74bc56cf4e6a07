import type { PlacedMutant } from './run-mutants.ts';

/** A change that no test can notice, since the program does the same with it. */
export interface KnownEquivalent {
  readonly path: string;
  /** The line as it stands, without the blanks around it. */
  readonly before: string;
  /** The line with the change. */
  readonly after: string;
  readonly reason: string;
}

/** Changes that are left out of the count. A change that a test could notice does not belong here. */
export const KNOWN_EQUIVALENTS: readonly KnownEquivalent[] = [
  {
    path: 'actions/canary-rollback/src/metrics/counter-book.ts',
    before: "if (Math.abs(later) >= SAME_START) return later > 0 ? 'new' : 'earlier';",
    after: "if (Math.abs(later) >= SAME_START) return later >= 0 ? 'new' : 'earlier';",
    reason: 'starts that are as much as SAME_START apart are not at the same moment',
  },
  {
    path: 'actions/canary-rollback/src/traffic/plan-shares.ts',
    before: 'const last = percents.at(-1) ?? 0;',
    after: 'const last = percents.at(-1) ?? 1;',
    reason:
      'only without steps is there no last one, and then there is no step for the number of pods to stand in',
  },
  {
    path: 'actions/canary-rollback/src/plan/young-stable.ts',
    before: 'return Math.max(...ages, ages.length === 0 ? Number.POSITIVE_INFINITY : 0);',
    after: 'return Math.max(...ages, ages.length === 0 ? Number.POSITIVE_INFINITY : 1);',
    reason: 'one millisecond of a minute that is asked for every two seconds: the same number of questions',
  },
  {
    path: 'actions/canary-rollback/src/verdict/words.ts',
    before: 'return `${ms >= 10 ? Math.round(ms) : Number(ms.toFixed(1))} ms`;',
    after: 'return `${ms > 10 ? Math.round(ms) : Number(ms.toFixed(1))} ms`;',
    reason: 'ten is ten in both roundings',
  },
  {
    path: 'packages/helm/src/image/image-layouts.ts',
    before: 'const host = name.slice(0, Math.max(0, at));',
    after: 'const host = name.slice(0, Math.max(1, at));',
    reason:
      'only a name without a slash differs, and its first character is never a host: names begin with a letter or digit',
  },
  {
    path: 'actions/quality-gate/src/conditions/gofmt/parse-diff.ts',
    before: 'let at = 0;',
    after: 'let at = 1;',
    reason: 'it is read within a hunk alone, and the head of every hunk sets it',
  },
  {
    path: 'actions/quality-gate/src/conditions/test/selection.ts',
    before: 'for (let index = 0; index < text.length; index++) {',
    after: 'for (let index = 0; index <= text.length; index++) {',
    reason: 'one turn more past the end of the text adds an empty text to the last part',
  },
  {
    path: 'packages/go/src/coverage/functions.ts',
    before: "const previous = { text: ';', line: 0 };",
    after: "const previous = { text: ';', line: 1 };",
    reason: 'before the first token the text alone decides, and it ends a statement',
  },
  {
    path: 'packages/go/src/testing/output-lines.ts',
    before: '#open = false;',
    after: '#open = true;',
    reason: 'the first piece is put behind an empty line or begins one: both are the same line',
  },
  {
    path: 'packages/go/src/testing/test-recorder.ts',
    before: '#kept = 0;',
    after: '#kept = 1;',
    reason: 'one character of sixteen million that may be kept',
  },
  {
    path: 'packages/kube/src/diagnosis/find-problems.ts',
    before: 'const { reason, message, since, times = 0, graceMs: own, suspended = false } = sighting;',
    after: 'const { reason, message, since, times = 1, graceMs: own, suspended = false } = sighting;',
    reason: 'every class whose grace counts says how often; for the others the count is not looked at',
  },
  {
    path: 'packages/kube/src/failures/exits.ts',
    before: 'times: runs ? 0 : exits,',
    after: 'times: runs ? 1 : exits,',
    reason: 'it is only compared with the two ends that make a loop, and one is less than two as none is',
  },
  {
    path: 'packages/kube/src/failures/room.ts',
    before: "if (ready?.status === 'True') return (timeOf(ready.lastTransitionTime) ?? 0) > readyBefore;",
    after: "if (ready?.status === 'True') return (timeOf(ready.lastTransitionTime) ?? 1) > readyBefore;",
    reason: 'both are moments of the year 1970, long before any that it is compared with',
  },
  {
    path: 'packages/helm/src/image/image-layouts.ts',
    before: 'if (registry !== undefined && path !== undefined) {',
    after: 'if (registry !== undefined || path !== undefined) {',
    reason: 'both are there or neither is; the types do not say so of two names taken out of one pair',
  },
  {
    path: 'actions/canary-rollback/src/verdict/compare/classify.ts',
    before: "if (shift === undefined) return 'pass';",
    after: "if (false) return 'pass';",
    reason: 'samples that are empty or all alike, of which there is no shift, were answered above',
  },
  {
    path: 'packages/go/src/coverage/line-coverage.ts',
    before: 'if (last?.line === line && told === open) return;',
    after: 'if (false) return;',
    reason: 'the line has these blocks already: to add them once more to its set costs time alone',
  },
  {
    path: 'packages/go/src/coverage/line-coverage.ts',
    before: 'if (next > first) open = [...open, ...sorted.slice(first, next)];',
    after: 'if (next >= first) open = [...open, ...sorted.slice(first, next)];',
    reason:
      'a copy of the same blocks: what a line has already is added to its set once more, which costs time alone',
  },
  {
    path: 'packages/go/src/coverage/list-blocks.ts',
    before: 'if (about.length > 0) (mayRename ? odd : plain).push({ ...source, files: about, source });',
    after: 'if (about.length >= 0) (mayRename ? odd : plain).push({ ...source, files: about, source });',
    reason: 'a package without files makes no batch of its own, and gives another one no file',
  },
  {
    path: 'actions/canary-rollback/src/argo/plan-rollout.ts',
    before: ": { kind: 'update', container, image, changes: false, restores: false };",
    after: ": { kind: 'update', container, image, changes: false, restores: true };",
    reason: 'a run that changes no image has none to bring back, whatever the plan says of it',
  },
];

/** The entry of a change that is listed; the numbers of lines do not count. */
export function findKnown(
  text: string,
  mutant: PlacedMutant,
  known: readonly KnownEquivalent[] = KNOWN_EQUIVALENTS,
): KnownEquivalent | undefined {
  const { before, after } = lineWith(text, mutant);
  return known.find((one) => one.path === mutant.path && one.before === before && one.after === after);
}

/** The changed line, before and after. */
function lineWith(text: string, { offset, before, after }: PlacedMutant): { before: string; after: string } {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const found = text.indexOf('\n', offset + before.length);
  const end = found === -1 ? text.length : found;
  const changed = text.slice(start, offset) + after + text.slice(offset + before.length, end);
  return { before: text.slice(start, end).trim(), after: changed.trim() };
}
