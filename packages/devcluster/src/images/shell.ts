import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ToolError } from '../errors.ts';
import { withProgress } from '../progress.ts';
import { run } from '../system/run.ts';
import type { Toolbox } from '../tools/toolbox.ts';

const PACKAGE = 'busybox-static';

/** Path of a static busybox, taken out of its Debian package without installing it. */
export async function ensureStaticShell(toolbox: Toolbox): Promise<string> {
  const path = join(toolbox.cacheDir, 'tools', PACKAGE, 'busybox');
  if (existsSync(path)) return path;
  await withProgress(toolbox.progress, `fetching ${PACKAGE}`, () => fetchShell(path));
  return path;
}

async function fetchShell(target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const folder = await mkdtemp(`${dirname(target)}-`);
  try {
    const download = ['apt-get', 'download', '-q', '-o', 'APT::Sandbox::User=root', PACKAGE];
    const first = await run(download, { cwd: folder, allowedCodes: [100] });
    if (first.code !== 0) {
      await run(['apt-get', 'update', '-q']);
      await run(download, { cwd: folder });
    }
    const archive = (await readdir(folder)).find((name) => name.endsWith('.deb')) ?? '';
    await run(['dpkg-deb', '--extract', join(folder, archive), join(folder, 'out')]);
    const found = ['bin/busybox', 'usr/bin/busybox']
      .map((name) => join(folder, 'out', name))
      .find((name) => existsSync(name));
    if (found === undefined) {
      throw new ToolError({ code: 'TOOL_MISSING', message: `${PACKAGE} holds no busybox`, argv: download });
    }
    await copyFile(found, `${target}.half`);
    await rename(`${target}.half`, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
