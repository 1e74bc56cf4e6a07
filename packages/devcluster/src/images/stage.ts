import { existsSync } from 'node:fs';
import { chmod, copyFile, link, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../system/run.ts';

/** What goes into the image from the machine. */
export interface StageParts {
  readonly goRoot: string;
  /** Path of a static busybox. */
  readonly shell: string;
  /** Folder of the warm build cache. */
  readonly cache: string;
  /** Folder of the module proxy. */
  readonly proxy: string;
}

const CERTIFICATES = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt'];

/** Lays out the image's root folder. Large folders are symbolic links, to be followed when it is packed. */
export async function stageGoImage(stage: string, parts: StageParts): Promise<void> {
  const folders = [
    'bin',
    'etc/ssl/certs',
    'go/bin',
    'go/src',
    'opt/fairlead',
    'root',
    'tmp',
    'usr/bin',
    'usr/local',
    'var/tmp',
  ];
  for (const folder of folders) await mkdir(join(stage, folder), { recursive: true });
  await chmod(join(stage, 'tmp'), 0o1777);
  await chmod(join(stage, 'var/tmp'), 0o1777);
  await symlink(parts.goRoot, join(stage, 'usr/local/go'));
  await symlink(parts.cache, join(stage, 'opt/fairlead/gocache'));
  await symlink(parts.proxy, join(stage, 'opt/fairlead/goproxy'));
  await stageShell(stage, parts.shell);
  const users = 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n';
  await writeFile(join(stage, 'etc/passwd'), users);
  await writeFile(join(stage, 'etc/group'), 'root:x:0:\nnogroup:x:65534:\n');
  await writeFile(join(stage, 'etc/nsswitch.conf'), 'hosts: files dns\n');
  const certificates = CERTIFICATES.find((path) => existsSync(path));
  if (certificates !== undefined)
    await copyFile(certificates, join(stage, 'etc/ssl/certs/ca-certificates.crt'));
}

/** Every command of busybox is a hard link to it: symbolic links would be followed and copied. */
async function stageShell(stage: string, shell: string): Promise<void> {
  const own = join(stage, 'bin/busybox');
  await copyFile(shell, own);
  await chmod(own, 0o755);
  const { stdout } = await run([own, '--list']);
  const names = stdout.split('\n').filter((name) => /^[a-z0-9_[-]+$/i.test(name) && name !== 'busybox');
  for (const name of names) await link(own, join(stage, 'bin', name));
  await link(own, join(stage, 'usr/bin/env'));
}
