import { isNewerRelease, type PlannedTag } from '@fairlead/oci';
import type { StandingTags } from './standing-tags.ts';

/** A tag that is left where it is. */
export interface KeptTag {
  readonly tag: string;
  /** The newer release that it stands for. */
  readonly version: string;
}

/** Which tags are pushed, in this order, and which stay. */
export interface TagMoves {
  /** Tags that stay for ever come first: what deploys by them never sees a half-finished push. */
  readonly move: readonly PlannedTag[];
  readonly keep: readonly KeptTag[];
}

/**
 * Leaves out tags of releases that stand for a newer release already: a floating tag never goes back. Pure.
 *
 * @param release The release that is built; without one no tag is a release's.
 */
export function decideMoves(
  tags: readonly PlannedTag[],
  release: string | undefined,
  standing: StandingTags,
): TagMoves {
  const newer = ({ tag, moves }: PlannedTag): string | undefined => {
    const there = standing.tags.get(tag)?.version;
    if (moves !== 'forward' || release === undefined || there === undefined) return undefined;
    return isNewerRelease(there, release) ? there : undefined;
  };
  const keep = tags.flatMap((planned) => {
    const there = newer(planned);
    return there === undefined ? [] : [{ tag: planned.tag, version: there }];
  });
  const move = tags.filter((planned) => newer(planned) === undefined);
  const lasting = move.filter(({ moves }) => moves === 'never');
  return { move: [...lasting, ...move.filter(({ moves }) => moves !== 'never')], keep };
}

/** What people should know of a tag that now stands for something else. */
export interface TagNotice {
  readonly level: 'notice' | 'warning';
  readonly message: string;
}

/** What has been pushed, for the comparison with what stood there. */
export interface PushedVersion {
  readonly digest: string;
  /** Date of its commit. */
  readonly created: string | undefined;
}

/** Says which tags stayed, which lasting ones were overwritten, which went back, and which were overtaken. Pure. */
export function moveNotices(
  { move, keep }: TagMoves,
  standing: StandingTags,
  pushed: PushedVersion,
  overtaken: readonly { readonly tag: string; readonly digest: string }[] = [],
): readonly TagNotice[] {
  const passed = overtaken.map(({ tag, digest }): TagNotice => {
    const message = `${tag} stands for ${digest} by now: another run has moved it on; give the workflow a \`concurrency\` group`;
    return { level: 'warning', message };
  });
  const kept = keep.map(({ tag, version }): TagNotice => {
    return { level: 'notice', message: `${tag} was not moved: it stands for the newer release ${version}` };
  });
  const changed = move.flatMap((planned): TagNotice[] => {
    const before = standing.tags.get(planned.tag);
    if (before === undefined || before.digest === pushed.digest) return [];
    if (planned.moves === 'never') return [overwritten(planned, before.digest, pushed.digest)];
    if (!isLater(before.created, pushed.created)) return [];
    const from = before.revision === undefined ? '' : ` ${before.revision.slice(0, 12)}`;
    const message = `${planned.tag} went back: it stood for the newer commit${from} of ${before.created}; was an older run repeated, or overtaken by a newer one?`;
    return [{ level: 'warning', message }];
  });
  return [...kept, ...changed, ...passed];
}

/** Builds of one commit differ where nothing makes them alike; a release that changes is another matter. */
function overwritten({ tag, reason }: PlannedTag, before: string, now: string): TagNotice {
  const message = `${tag} was built again: it stood for ${before} and now stands for ${now}; deploy by digest`;
  return { level: reason === 'commit' ? 'notice' : 'warning', message };
}

function isLater(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && Date.parse(a) > Date.parse(b);
}
