import { workspaceOf } from './choose-tests.ts';
import type { PlacedMutant, Tried } from './run-mutants.ts';

/** A limit in capitals. That it is the documented one is a matter of its page; where it lies exactly is no decision. */
const LIMIT = /^(?:export )?const [A-Z][A-Z0-9_]*(?:: number)? = [\d_ *]+;$/;

/** Why a change that no test notices may stay, as far as its line says so; undefined: a test is missing. */
export function whyLeft(text: string, { line, before }: PlacedMutant): string | undefined {
  const changed = text.split('\n')[line - 1] ?? '';
  const isNumber = /^\d{2,}$/.test(before);
  return isNumber && LIMIT.test(changed.trim())
    ? 'a limit that is larger by one: nothing depends on where exactly it lies'
    : undefined;
}

/** What a run says at its end: the share by workspace, and every change that no test noticed with its reason. */
export function tellTried(
  tried: readonly Tried[],
  textOf: (mutant: PlacedMutant) => string,
): readonly string[] {
  const workspaces = [...new Set(tried.map(({ mutant }) => workspaceOf(mutant.path)))].sort();
  const shares = workspaces.map((workspace) => {
    const own = tried.filter(({ mutant }) => workspaceOf(mutant.path) === workspace);
    return `  ${workspace}: noticed ${own.filter(({ caught }) => caught).length} of ${own.length}`;
  });
  const survivors = tried
    .filter(({ caught }) => !caught)
    .map(({ mutant }) => ({ mutant, why: whyLeft(textOf(mutant), mutant) }));
  const open = survivors.filter(({ why }) => why === undefined).length;
  return [
    ...shares,
    `not noticed: ${survivors.length}, of which ${open} lack a test`,
    ...survivors.map(({ mutant, why = 'a test is missing' }) => `  ${describeMutant(mutant)}: ${why}`),
  ];
}

/** A change on one line. */
export function describeMutant({ path, line, before, after }: PlacedMutant): string {
  return `${path}:${line} "${before.trim()}" → "${after.trim()}"`;
}
