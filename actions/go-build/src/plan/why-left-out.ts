import { basename } from 'node:path';
import { holdsFor, isPlatformTag, readConstraint, type Target, tagsOfName } from '@fairlead/go';

/** What the run is set to. */
export interface Settings {
  readonly targets: readonly Target[];
  readonly tags: readonly string[];
  readonly cgo: boolean;
}

/** Why a file of package main counts for no target, and what would let it in. */
export interface WhyLeftOut {
  readonly reason: string;
  /** It says `ignore`, which is how people keep a script out of every build. */
  readonly deliberate: boolean;
  /** How little it takes to let it in; less is a better answer. */
  readonly effort: number;
}

/** What could be changed, cheapest first. */
interface Change {
  readonly cgo: boolean;
  readonly tags: readonly string[];
}

/** Explains one file by trying what would let it in: cgo, then tags, then both; else it is for another platform. */
export function explainFile(path: string, text: string, settings: Settings): WhyLeftOut {
  const constraint = readConstraint(text);
  const importsC = /^(import)?[ \t]*"C"[ \t]*$/m.test(text);
  const what = [
    ...(constraint === undefined ? [] : [constraint.text]),
    ...(constraint === undefined && !importsC ? [`the name ${basename(path)}`] : []),
  ];
  const said = what.length === 0 ? 'import "C"' : `build constraints: ${what.join(', ')}`;
  if (constraint?.wanted.has('ignore') === true) return { reason: said, deliberate: true, effort: 9 };
  const fits = ({ cgo, tags }: Change): boolean =>
    settings.targets.some((target) => {
      const has = (tag: string): boolean =>
        tag === 'cgo' ? cgo : tags.includes(tag) || holdsFor(target, tag);
      const named = tagsOfName(basename(path)).every((tag) => holdsFor(target, tag));
      return named && (!importsC || cgo) && (constraint?.matches(has) ?? true);
    });
  const missing = [...(constraint?.wanted ?? [])].filter(
    (tag) => tag !== 'cgo' && !isPlatformTag(tag) && !settings.tags.includes(tag),
  );
  const { cgo, tags } = settings;
  const changes: readonly Change[] = [
    { cgo: !cgo, tags },
    ...missing.map((tag) => ({ cgo, tags: [...tags, tag] })),
    { cgo, tags: [...tags, ...missing] },
    { cgo: !cgo, tags: [...tags, ...missing] },
  ];
  const at = changes.findIndex(fits);
  const change = changes[at];
  const advice = change === undefined ? adviseWithout(said, missing) : adviseChange(said, change, settings);
  return { reason: advice, deliberate: false, effort: at < 0 ? 8 : change?.cgo === cgo ? 2 : 1 };
}

function adviseChange(said: string, { cgo, tags }: Change, settings: Settings): string {
  const added = tags.filter((tag) => !settings.tags.includes(tag));
  const needs = [
    ...(cgo === settings.cgo ? [] : [`cgo: ${cgo}`]),
    ...(added.length === 0 ? [] : [`build-tags: ${added.join(', ')}`]),
  ].join(' and ');
  return said === 'import "C"' ? `${said} needs ${needs}` : `${said}; set ${needs}`;
}

function adviseWithout(said: string, missing: readonly string[]): string {
  return missing.length === 0 ? `${said}; set targets` : `${said}; set build-tags or targets`;
}
