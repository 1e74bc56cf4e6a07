import { parseArguments } from '../arguments.ts';
import { buildBundles } from '../build/build-bundles.ts';
import { bundleNames } from '../build/bundles.ts';
import { REPOSITORY_ROOT } from '../paths.ts';

/** `build [BUNDLE…] [--force]`: bundles what changed; everything when nothing is named. */
export async function buildCommand(args: readonly string[]): Promise<number> {
  const { flags, words } = parseArguments(args, { flags: ['force'], words: bundleNames });
  await buildBundles({
    root: REPOSITORY_ROOT,
    bundles: words.length === 0 ? bundleNames : words,
    force: flags.has('force'),
    tell: (line) => console.log(line),
  });
  return 0;
}
