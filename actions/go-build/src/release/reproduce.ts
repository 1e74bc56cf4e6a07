import { symlink } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { PolicyError } from '@fairlead/core';
import { isInside } from '@fairlead/go';
import type { CompileOptions } from '../build/batch-result.ts';
import { executableFile, goBuild } from '../build/compile.ts';
import type { BuiltBinary } from '../build/put-in-place.ts';
import type { Batch } from '../plan/build-plan.ts';

/**
 * Builds everything once more, from nothing and in another folder, and compares byte by byte. The folder is a link to
 * the workspace: the go command and its compilers see other paths, and no source is copied.
 *
 * @throws PolicyError BUILD_NOT_REPRODUCIBLE that names each binary that differs.
 */
export async function verifyReproducible(
  batches: readonly Batch[],
  binaries: readonly BuiltBinary[],
  options: CompileOptions,
): Promise<void> {
  const { files, workspace, log, flags, run } = options;
  const folder = await files.makeTemporary('again');
  try {
    const other = join(folder, 'elsewhere');
    await symlink(workspace, other);
    const move = (path: string): string =>
      isInside(path, workspace) ? join(other, relative(workspace, path)) : path;
    const differing: string[] = [];
    for (const [index, batch] of batches.entries()) {
      const dir = move(batch.moduleDir);
      const env = { ...run.env, GOCACHE: join(folder, 'cache'), PWD: dir };
      const out = join(folder, String(index));
      const again = { ...options, run: { ...run, env }, flags: { ...flags, json: false } };
      await goBuild({ ...batch, moduleDir: dir }, again, out, () => {});
      for (const { package: main, target, path } of batch.binaries) {
        const built = binaries.find((binary) => resolve(workspace, binary.path) === path);
        const sha256 = await files.sha256(join(out, executableFile(main.name, target)));
        if (built !== undefined && built.sha256 !== sha256)
          differing.push(`${built.path}: ${built.sha256.slice(0, 12)}, then ${sha256.slice(0, 12)}`);
      }
    }
    if (differing.length > 0) throw notReproducible(differing, flags);
    log.info('built once more from nothing in another folder: every byte is the same');
  } finally {
    await files.remove(folder);
  }
}

function notReproducible(
  differing: readonly string[],
  { trimpath, cgo }: Pick<CompileOptions['flags'], 'trimpath' | 'cgo'>,
): PolicyError {
  const [first = ''] = differing;
  const more = differing.length > 1 ? `, and ${differing.length - 1} more` : '';
  const hint = trimpath
    ? `look for what differs in ldflags and in generated files${cgo ? '; a C compiler may write its folder into what it compiles: add -ffile-prefix-map to CGO_CFLAGS' : ''}`
    : 'set trimpath: true, so that the paths of this machine stay out of the binary';
  return new PolicyError({
    code: 'BUILD_NOT_REPRODUCIBLE',
    message: `a second build in another folder gives other bytes: ${first}${more}`,
    hint,
    details: differing,
  });
}
