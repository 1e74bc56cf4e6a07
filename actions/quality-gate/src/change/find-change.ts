import { join } from 'node:path';
import { ToolError } from '@fairlead/core';
import type { GatePorts } from '../plan/ports.ts';
import type { Change } from './change.ts';
import { findMergeBase } from './merge-base.ts';
import { parseAddedLines } from './parse-diff.ts';

type Ports = Pick<GatePorts, 'git' | 'trust' | 'workspace' | 'workingDirectory'>;

/**
 * git prints nothing that settings or attributes of the repository choose. By an attribute a change could call its own files
 * binary, and then they have no lines: all are text.
 */
const DIFF = [
  'diff',
  '--unified=0',
  '--text',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--find-renames',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--no-relative',
  '--diff-filter=d',
];

/** The files that a change is looked for in. */
export interface Kind {
  /** What one is called. */
  readonly name: string;
  fits(path: string): boolean;
}

const GO: Kind = { name: 'Go file', fits: (path) => path.endsWith('.go') };

/**
 * The lines that are new since the change left its base: from the merge base to what is checked out, by the local clone
 * alone. `base` names another commit to compare with than the event does.
 *
 * @throws ToolError GATE_NOT_CHECKED when the clone does not have the base.
 */
export async function findChange(ports: Ports, base: string | undefined, kind: Kind = GO): Promise<Change> {
  const repository = await ports.git.open(ports.workspace);
  if (repository.state !== 'ok')
    return { state: 'none', reason: `nothing to compare with: ${repository.reason}` };
  const candidates = base === undefined ? ports.trust.base : [base];
  if (candidates.length === 0) return { state: 'none', reason: 'there is no base to compare with' };
  const merge = await findMergeBase(repository, candidates);
  if (merge.candidate === undefined) throw unknownBase(candidates[0] ?? '', merge.why);
  const { candidate, commit } = merge;
  // on a developer's machine what is not committed yet is a part of the change
  const head = ports.trust.base.length === 0 ? [] : ['HEAD'];
  const diff = await repository.ask([...DIFF, commit, ...head, '--']);
  if (!diff.ok) throw unknownBase(candidate, diff.reason);
  const added = new Map([...parseAddedLines(diff.text)].filter(([path]) => kind.fits(path)));
  if (added.size === 0)
    return {
      state: 'none',
      reason: `no ${kind.name} differs from the base ${commit.slice(0, 12)}`,
      base: commit,
    };
  return {
    state: 'known',
    base: commit,
    added: new Map([...added].map(([path, lines]) => [join(repository.root, path), lines])),
  };
}

function unknownBase(base: string, why: string): ToolError {
  return new ToolError({
    code: 'GATE_NOT_CHECKED',
    message: `what has changed is not known: git cannot compare with the base ${base.slice(0, 40)}${why === '' ? '' : ` (${why})`}`,
    hint: 'check out with fetch-depth: 0; for the merge commit of a pull request fetch-depth: 2 is enough',
    argv: ['git', 'merge-base'],
  });
}
