import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { run } from '@fairlead/devcluster';

/** What GNU tar leaves out so that the same files give the same archive. */
const ALWAYS_THE_SAME = [
  '--sort=name',
  '--mtime=@0',
  '--owner=0',
  '--group=0',
  '--numeric-owner',
  '--format=gnu',
];

/** Packs a folder into `NAME.tar.gz`, without its own name. */
export async function packFolder(folder: string, archive: string): Promise<void> {
  const tar = archive.replace(/\.gz$/, '');
  await run(['tar', ...ALWAYS_THE_SAME, '--mode=u+rwX,go+rX,go-w', '-C', folder, '-cf', tar, '.']);
  await compress(tar);
}

/** Packs a commit into `NAME.tar.gz`, in a folder of that name; its times are the commit's. */
export async function packRevision(repository: string, revision: string, archive: string): Promise<void> {
  const tar = archive.replace(/\.gz$/, '');
  const prefix = `${basename(tar, '.tar')}/`;
  await run(['git', 'archive', '--format=tar', `--prefix=${prefix}`, `--output=${tar}`, revision], {
    cwd: repository,
  });
  await compress(tar);
}

/** Without name and time, so that it is the same again. */
async function compress(tar: string): Promise<void> {
  await rm(`${tar}.gz`, { force: true });
  await run(['gzip', '--no-name', tar]);
}
