import { existsSync } from 'node:fs';
import { copyFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolError } from '@fairlead/core';
import { withProgress } from '../progress.ts';
import { makeOnce } from '../system/make-once.ts';
import { run } from '../system/run.ts';
import type { Toolbox } from '../tools/toolbox.ts';

const PACKAGE = 'busybox-static';

/** Path of a static busybox, taken out of its Debian package without installing it. */
export async function ensureStaticShell(toolbox: Toolbox): Promise<string> {
  const folder = join(toolbox.cacheDir, 'tools', PACKAGE);
  if (!existsSync(folder)) {
    const make = () => makeOnce(folder, fetchShell);
    await withProgress(toolbox.progress, `fetching ${PACKAGE}`, make, (made) => made);
  }
  return join(folder, 'busybox');
}

async function fetchShell(half: string): Promise<void> {
  const download = ['apt-get', 'download', '-q', '-o', 'APT::Sandbox::User=root', PACKAGE];
  const first = await run(download, { cwd: half, allowedCodes: [100] });
  if (first.code !== 0) {
    await run(['apt-get', 'update', '-q']);
    await run(download, { cwd: half });
  }
  const archive = (await readdir(half)).find((name) => name.endsWith('.deb')) ?? '';
  const content = join(half, 'content');
  await run(['dpkg-deb', '--extract', join(half, archive), content]);
  const places = ['bin/busybox', 'usr/bin/busybox'].map((name) => join(content, name));
  const found = places.find((name) => existsSync(name));
  if (found === undefined) {
    throw new ToolError({ code: 'TOOL_MISSING', message: `${PACKAGE} holds no busybox`, argv: download });
  }
  await copyFile(found, join(half, 'busybox'));
  await Promise.all([content, join(half, archive)].map((path) => rm(path, { recursive: true })));
}
