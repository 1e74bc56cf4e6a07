import { type Files, suggestWord } from '@fairlead/core';
import { readConstraint } from '../source/constraint.ts';
import { walkSources } from '../source/walk-sources.ts';
import { isPlatformTag } from '../targets/known-platforms.ts';
import type { GoTree } from './discover-modules.ts';

/** Tags that the go command and its own library know, whether or not a file here names them. */
const OF_GO =
  /^(?:go1\.\d+|goexperiment\.\w+|cgo|gc|gccgo|race|msan|asan|netgo|netcgo|osusergo|timetzdata|purego|boringcrypto|faketime|appengine|nethttpomithttp2|math_big_pure_go|compiler_bootstrap)$/;

/**
 * What to say of build tags that are surely misspelt, as such a tag only leaves files out, and nobody sees it: no file of
 * the modules names it, and one is named that is nearly the same, or there is no dependency that could name it.
 */
export async function unnamedTags(
  files: Files,
  tree: Pick<GoTree, 'modules' | 'unlisted' | 'workspaces'>,
  tags: readonly string[],
): Promise<readonly string[]> {
  const asked = tags.filter((tag) => !OF_GO.test(tag) && !isPlatformTag(tag));
  if (asked.length === 0) return [];
  const modules = [...tree.modules, ...tree.unlisted];
  const named = new Set<string>();
  for (const { dir } of modules) for (const tag of await tagsBelow(files, dir)) named.add(tag);
  const texts = await Promise.all(modules.map(({ dir }) => files.readText(`${dir}/go.mod`)));
  const alone = tree.workspaces.length === 0 && !texts.some((text) => /^[ \t]*require\b/m.test(text));
  return asked.flatMap((tag) => {
    if (named.has(tag)) return [];
    const near = suggestWord(tag, named);
    if (near === undefined && !alone) return []; // it may be meant for a dependency
    const cure =
      near === undefined ? ', and there is no dependency that could have it' : `; did you mean ${near}?`;
    return [`build tag ${tag} of build-tags is in no build constraint of the modules here${cure}`];
  });
}

async function tagsBelow(files: Files, dir: string): Promise<ReadonlySet<string>> {
  const tags = new Set<string>();
  for (const { absolute } of await walkSources(files, dir, { tests: true })) {
    const text = await files.readText(absolute).catch(() => ''); // whoever needs the file says why it cannot be read
    const source = absolute.endsWith('.go') ? text : `${text}\npackage c\n`; // C and assembly have no package clause
    for (const tag of readConstraint(source)?.tags ?? []) tags.add(tag);
  }
  return tags;
}
