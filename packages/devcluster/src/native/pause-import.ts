import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makePauseArchive, PAUSE_IMAGE } from '../images/pause.ts';
import type { ClusterPaths } from '../paths.ts';
import { writeAtomic } from '../system/files.ts';
import { findProgram } from '../system/programs.ts';
import { run } from '../system/run.ts';

/** Gives containerd the image that holds a pod's namespaces, unless it has it. */
export async function importPauseImage(paths: ClusterPaths, program: string): Promise<void> {
  const ctr = [
    findProgram('ctr') ?? 'ctr',
    '--address',
    paths.containerdSocket,
    '--namespace',
    'k8s.io',
    'images',
  ];
  const { stdout } = await run([...ctr, 'ls', '-q', `name==${PAUSE_IMAGE}`]);
  if (stdout.includes(PAUSE_IMAGE)) return;
  const archive = join(paths.data, 'pause.tar');
  await writeAtomic(
    archive,
    await makePauseArchive(program, process.arch === 'x64' ? 'amd64' : process.arch),
  );
  await run([...ctr, 'import', archive]);
  await rm(archive);
}
