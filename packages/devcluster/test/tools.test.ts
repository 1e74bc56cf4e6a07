import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { majorMinor } from '../src/images/go-image.ts';
import { tools } from '../src/tools/catalogue.ts';
import { buildArguments, toolKey } from '../src/tools/key.ts';
import type { InstallTool, ModuleTool } from '../src/tools/spec.ts';
import { createToolbox } from '../src/tools/toolbox.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fl-tools-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function moduleTool(source: string): ModuleTool {
  writeFileSync(join(folder, 'go.mod'), 'module example.com/hello\n\ngo 1.24\n');
  writeFileSync(join(folder, 'main.go'), source);
  return { kind: 'module', name: 'hello', binary: 'hello', folder, package: 'example.com/hello' };
}

describe('the key of a tool', () => {
  const base: InstallTool = {
    kind: 'install',
    name: 'x',
    binary: 'x',
    package: 'example.com/x',
    version: 'v1.0.0',
  };

  test('is the same for the same input', () => {
    expect(toolKey(base, 'go1.26 linux/amd64')).toBe(toolKey({ ...base }, 'go1.26 linux/amd64'));
  });

  test.each([
    ['version', { ...base, version: 'v1.0.1' }, 'go1.26'],
    ['tags', { ...base, tags: ['a'] }, 'go1.26'],
    ['linker flags', { ...base, ldflags: ['-X a.b=c'] }, 'go1.26'],
    ['Go version', base, 'go1.27'],
  ])('changes with the %s', (_, spec, go) => {
    expect(toolKey(spec, go)).not.toBe(toolKey(base, 'go1.26'));
  });

  test('changes with the sources of its module', () => {
    const before = toolKey(moduleTool('package main\nfunc main() {}\n'), 'go1.26');
    expect(toolKey(moduleTool('package main\nfunc main() { println(1) }\n'), 'go1.26')).not.toBe(before);
  });

  test('names the tool, so that people find it in the cache', () => {
    expect(toolKey(base, 'go1.26')).toMatch(/^x-[0-9a-f]{16}$/);
  });
});

test('Kubernetes is built with its version, so that the API server tells it', () => {
  const flags = buildArguments(tools.kubeApiserver).join(' ');
  expect(flags).toContain('-X k8s.io/component-base/version.gitVersion=v1.34.4');
  expect(flags).toContain('-trimpath');
});

describe('the toolbox', () => {
  test('builds once, keeps the program, and leaves no half build', { timeout: 120_000 }, async () => {
    const spec = moduleTool('package main\nfunc main() { println("hello") }\n');
    const cacheDir = join(folder, 'cache');
    const lines: string[] = [];
    const progress = {
      line: () => {},
      start: (label: string) => ({
        done: (text: string) => void lines.push(`${label}: ${text}`),
        failed: () => {},
      }),
    };
    const [first, again] = await Promise.all([
      createToolbox({ cacheDir, progress }).ensure(spec),
      createToolbox({ cacheDir, progress }).ensure(spec),
    ]);
    expect([first.kept, again.kept].sort()).toEqual([false, true]);
    expect(lines.sort()).toEqual(['building hello: built', 'building hello: built by another process']);
    expect((await createToolbox({ cacheDir, progress }).ensure(spec)).kept).toBe(true);
    const { readdirSync } = await import('node:fs');
    expect(readdirSync(join(cacheDir, 'tools'))).toEqual([
      first.folder.slice(first.folder.lastIndexOf('/') + 1),
    ]);
  });

  test('says which build failed and why', { timeout: 120_000 }, async () => {
    const spec = moduleTool('package main\nfunc main() { undefinedName() }\n');
    const build = createToolbox({ cacheDir: join(folder, 'cache') }).ensure(spec);
    await expect(build).rejects.toMatchObject({
      code: 'TOOL_FAILED',
      message: expect.stringContaining('undefinedName'),
    });
  });
});

test('the stand-in for the official Go image is named by major and minor version', () => {
  expect(majorMinor('go1.26.8')).toBe('1.26');
});
