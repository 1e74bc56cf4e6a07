import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { ensureNpmPackage, type Progress, run } from '@fairlead/devcluster';
import { Problem } from '../problem.ts';
import { CHROMIUM, PROGRAM } from './chromium-package.ts';
import { findBrowser, lookForBrowser, whyNoBrowser } from './find-browser.ts';

/** Starts the browser with the package's libraries, and with its font where the machine has none. */
const STARTER = `#!/bin/sh
here=\${0%/*}
export LD_LIBRARY_PATH="$here/lib"
[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_FILE="$here/fonts.conf"
exec "$here/browser" "$@"
`;

/** Path of a browser, which is put into the cache where there is none. Throws Problem where there is none to be had. */
export async function ensureBrowser(progress: Progress): Promise<string> {
  const reason = whyNoBrowser(lookForBrowser());
  if (reason !== undefined) throw new Problem(reason);
  return findBrowser() ?? join(await ensureNpmPackage(CHROMIUM, prepare, progress), PROGRAM);
}

/** Makes a program of the package's compressed parts, and keeps nothing else. */
async function prepare(folder: string): Promise<void> {
  const inflate = (part: string, to: string, mode: number): Promise<void> =>
    pipeline(
      createReadStream(join(folder, 'bin', part)),
      createBrotliDecompress(),
      createWriteStream(join(folder, to), { mode }),
    );
  for (const part of ['al2023.tar', 'fonts.tar']) {
    await inflate(`${part}.br`, part, 0o644);
    await run(['tar', '-xf', part], { cwd: folder });
  }
  await inflate('chromium.br', 'browser', 0o755);
  const keep = new Set(['LICENSE', 'browser', 'fonts', 'lib']);
  for (const name of (await readdir(folder)).filter((each) => !keep.has(each)))
    await rm(join(folder, name), { recursive: true });
  await writeFile(join(folder, 'fonts.conf'), FONTS);
  await writeFile(join(folder, PROGRAM), STARTER, { mode: 0o755 });
}

/** Its font's folder is that beside the file. */
const FONTS =
  '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig><dir prefix="relative">fonts</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>\n';
