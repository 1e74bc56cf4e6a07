import { join } from 'node:path';
import type { Files } from '@fairlead/core';
import { askAboutSettings, type GoRun, type Toolchain } from './toolchain.ts';

/** Go's own list of what it builds for, among its sources. */
const LIST = 'src/internal/platform/zosarch.go';

/**
 * Every `os/arch` pair that this Go can build for, from its own source: `go tool dist` is no part of an installed Go any
 * more, and asking it compiles it first. Only a Go without sources is asked.
 *
 * @throws ToolError GO_UNUSABLE when Go refuses to work with its settings.
 */
export async function listPlatforms(
  files: Files,
  { env: { GOROOT = '' } }: Toolchain,
  run: GoRun,
  neutral: string,
): Promise<readonly string[]> {
  const path = join(GOROOT, LIST);
  const listed = (await files.stat(path))?.kind === 'file' ? parsePlatforms(await files.readText(path)) : [];
  if (listed.length > 0) return listed;
  const env = { ...run.env, GOTOOLCHAIN: 'local' };
  const stdout = await askAboutSettings({ ...run, env }, ['tool', 'dist', 'list'], neutral);
  return stdout.split('\n').filter((line) => line !== '');
}

/** The pairs of the list, without those that Go calls broken. */
function parsePlatforms(text: string): readonly string[] {
  const found = new Set<string>();
  for (const [, os, arch, facts = ''] of text.matchAll(/^\t\{"(\w+)", "(\w+)"\}(?:,|: \{(.*)\},)$/gm)) {
    if (/\bBroken: true\b/.test(facts)) found.delete(`${os}/${arch}`);
    else found.add(`${os}/${arch}`);
  }
  return [...found];
}
