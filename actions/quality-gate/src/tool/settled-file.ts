import { join, relative, sep } from 'node:path';
import { baseFiles, ToolError } from '@fairlead/core';
import type { GatePorts } from '../plan/ports.ts';

/** More than anybody writes by hand. */
const MOST_BYTES = 1_048_576;

/**
 * A file of the repository by which a tool judges. `head`: that of the checkout counts. `base`: the code is a stranger's,
 * and what the base commit says counts; without text the base has no such file.
 */
export type Settled =
  | { readonly from: 'head'; readonly changed: string | undefined }
  | { readonly from: 'base'; readonly name: string; readonly text: string | undefined };

type Ports = Pick<
  GatePorts,
  'git' | 'forge' | 'event' | 'trust' | 'files' | 'workspace' | 'workingDirectory'
>;

/**
 * Which of the two counts, for files by these names in the working directory or at the top of the workspace. A change may not
 * loosen by what it is judged.
 *
 * @throws ToolError when nobody knows what the base says of a stranger's code.
 */
export async function settleFile(ports: Ports, names: readonly string[]): Promise<Settled> {
  const { trust, files, workspace, workingDirectory } = ports;
  if (trust.level === 'trusted') return { from: 'head', changed: undefined };
  const folders = [...new Set([workingDirectory, workspace])];
  const repository = await ports.git.open(workspace);
  const base = repository.state === 'ok' ? baseFiles(repository, ports.forge, ports.event) : undefined;
  let why = repository.state === 'ok' ? 'the event names no base commit' : repository.reason;
  for (const commit of repository.state === 'ok' ? trust.base : []) {
    let known = true;
    let found: { readonly name: string; readonly text: string } | undefined;
    for (const path of folders.flatMap((folder) => names.map((name) => join(folder, name)))) {
      if (repository.state !== 'ok' || base === undefined) continue;
      const way = relative(repository.root, path).split(sep).join('/');
      const file = await base.fileAt(commit, way, MOST_BYTES);
      if (file.state === 'file') found ??= { name: path, text: file.text };
      if (file.state === 'unknown') [known, why] = [false, file.reason];
      if (file.state === 'refused') throw unknownBase(file.reason);
    }
    if (!known) continue;
    if (trust.level === 'untrusted')
      return { from: 'base', name: found?.name ?? names[0] ?? '', text: found?.text };
    const own = await firstText(files, folders, names);
    const same = own?.name === found?.name && own?.text === found?.text;
    return { from: 'head', changed: same ? undefined : relative(workspace, own?.name ?? found?.name ?? '') };
  }
  if (trust.level === 'untrusted') throw unknownBase(why);
  return { from: 'head', changed: undefined };
}

async function firstText(
  files: Ports['files'],
  folders: readonly string[],
  names: readonly string[],
): Promise<{ readonly name: string; readonly text: string } | undefined> {
  for (const path of folders.flatMap((folder) => names.map((name) => join(folder, name))))
    if ((await files.stat(path))?.kind === 'file') return { name: path, text: await files.readText(path) };
  return undefined;
}

function unknownBase(why: string): ToolError {
  return new ToolError({
    code: 'GATE_NOT_CHECKED',
    message: `the rules of the base commit, which count for this code, cannot be read: ${why}`,
    hint: 'check out with fetch-depth: 2, or 0 for all',
    argv: ['git'],
  });
}
