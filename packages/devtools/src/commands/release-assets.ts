import { resolve } from 'node:path';
import { createProgress } from '@fairlead/devcluster';
import { parseArguments } from '../arguments.ts';
import { REPOSITORY_ROOT } from '../paths.ts';
import { Problem } from '../problem.ts';
import { writeAssets } from '../release/assets.ts';

/** `release-assets --version v1.2.3 --out DIR`: commits the release, without pushing it, and writes its files. */
export async function releaseAssetsCommand(args: readonly string[]): Promise<number> {
  const { options } = parseArguments(args, { options: ['out', 'version'], words: [] });
  const { out, version } = options;
  if (out === undefined || version === undefined)
    throw new Problem('release-assets needs --version and --out');
  const release = await writeAssets({
    root: REPOSITORY_ROOT,
    version,
    out: resolve(out),
    progress: createProgress({ write: console.log }),
  });
  console.log(`${release.version} is ${release.commit}`);
  return 0;
}
