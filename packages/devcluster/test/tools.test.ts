import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ToolError } from '@fairlead/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { majorMinor } from '../src/images/go-image.ts';
import { run } from '../src/system/run.ts';
import { markUsed, pruneCache, sweepCache, UNUSED_DAYS } from '../src/tools/cache.ts';
import { tools } from '../src/tools/catalogue.ts';
import { explainFailure, goEnvironment, requireVersion } from '../src/tools/go.ts';
import { buildArguments, QUICKER, toolKey } from '../src/tools/key.ts';
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

  test('changes with the names that a program goes by, and not with what only makes its build quicker', () => {
    const spec = moduleTool('package main\nfunc main() {}\n');
    expect(toolKey({ ...spec, names: ['a'] }, 'go1.26')).not.toBe(toolKey(spec, 'go1.26'));
    expect(buildArguments(spec)).not.toContain(QUICKER[0]);
  });

  test('names the tool, so that people find it in the cache', () => {
    expect(toolKey(base, 'go1.26')).toMatch(/^x-[0-9a-f]{16}$/);
  });
});

test('Kubernetes is built with its version, so that the API server tells it', () => {
  const flags = buildArguments(tools.kubernetes).join(' ');
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
    expect(readdirSync(join(cacheDir, 'tools')).sort()).toEqual([
      '.used',
      first.folder.slice(first.folder.lastIndexOf('/') + 1),
    ]);
  });

  test('gives a program its other names, by which it is called', { timeout: 120_000 }, async () => {
    const source = 'package main\nimport "os"\nfunc main() { print(os.Args[0]) }\n';
    const spec = { ...moduleTool(source), names: ['one', 'two'] };
    const tool = await createToolbox({ cacheDir: join(folder, 'cache') }).ensure(spec);
    const { stderr } = await run([join(tool.folder, 'two')]);
    expect(stderr).toBe(join(tool.folder, 'two'));
  });

  test('builds again what has lost its content', { timeout: 120_000 }, async () => {
    const toolbox = () => createToolbox({ cacheDir: join(folder, 'cache') });
    const spec = moduleTool('package main\nfunc main() {}\n');
    expect(await toolbox().missing([spec])).toEqual([spec]);
    const { path } = await toolbox().ensure(spec);
    expect(await toolbox().missing([spec])).toEqual([]);
    truncateSync(path);
    expect(await toolbox().missing([spec])).toEqual([spec]);
    expect(await toolbox().ensure(spec)).toMatchObject({ path, kept: false });
    expect(await toolbox().missing([spec])).toEqual([]);
  });

  test('gives up the builds that were to follow without a word', { timeout: 120_000 }, async () => {
    const lines: string[] = [];
    const end = (label: string) => (text: string) => void lines.push(`${label}: ${text}`);
    const progress = {
      line: () => {},
      start: (label: string) => ({ done: end(label), failed: end(label) }),
    };
    const aborter = new AbortController();
    const toolbox = createToolbox({ cacheDir: join(folder, 'cache'), progress, signal: aborter.signal });
    const bad = moduleTool('package main\nfunc main() { undefinedName() }\n');
    const builds = [toolbox.ensure(bad), toolbox.ensure({ ...bad, name: 'next' })];
    builds[0]?.catch((error) => aborter.abort(error));
    expect((await Promise.allSettled(builds)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(lines).toEqual(['building hello: failed']);
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

describe('the cache', () => {
  const keyed = (name: string) => `${name}-0123456789abcdef`;
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
  const make = (name: string, used: Date): void => {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'program'), 'x');
    utimesSync(join(folder, name), used, used);
  };

  test('loses what nobody has used for long, and nothing else', async () => {
    const [old, fresh] = [daysAgo(UNUSED_DAYS + 1), daysAgo(UNUSED_DAYS - 1)];
    make(join('tools', keyed('kubelet')), old);
    make(join('tools', keyed('helm3')), fresh);
    make(join('tools', 'busybox-static'), old);
    make(keyed('gocache'), old);
    make('runner', old);
    make(join('tools', keyed('act')), old);
    const act = join(folder, 'tools', keyed('act'));
    const { ctimeMs } = statSync(act);
    await markUsed(act);
    expect(statSync(act).ctimeMs).toBe(ctimeMs); // tar objects to a folder that changes while it is packed
    await markUsed(join(folder, keyed('gocache')), new Date(0));
    expect((await pruneCache(folder)).sort()).toEqual([keyed('gocache'), keyed('kubelet')]);
    expect(readdirSync(join(folder, '.used'))).toEqual([]);
    expect(readdirSync(join(folder, 'tools')).sort()).toEqual([
      '.used',
      keyed('act'),
      'busybox-static',
      keyed('helm3'),
    ]);
    expect(readdirSync(folder).sort()).toEqual(['.used', 'runner', 'tools']);
  });

  test('is swept of what killed builds left, and not of what living ones need', async () => {
    const dead = 2 ** 22 + 1;
    make(join('tools', `kubelet.half-${dead}`), new Date());
    make(join('tools', `kubelet.half-${process.pid}`), new Date());
    make(`stage.half-${dead}`, new Date());
    writeFileSync(join(folder, 'tools', 'kubelet.lock'), JSON.stringify({ pid: dead, started: '1' }));
    writeFileSync(join(folder, 'tools', `kubelet.lock.${dead}.12.5`), '{}');
    await sweepCache(folder);
    expect(readdirSync(join(folder, 'tools'))).toEqual([`kubelet.half-${process.pid}`]);
    expect(readdirSync(folder)).toEqual(['tools']);
  });

  test('that does not exist is not made by sweeping it', async () => {
    await sweepCache(join(folder, 'none'));
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('the environment of builds', () => {
  test('trades memory for time, unless the user says how much', () => {
    expect(goEnvironment({})).toMatchObject({ GOGC: '400', GOMEMLIMIT: '2GiB', CGO_ENABLED: '0' });
    expect(goEnvironment({ GOGC: '50' })).toMatchObject({ GOGC: '50' });
  });
});

test('Go is found where its makers tell to put it, also with the PATH that sudo gives', () => {
  expect(goEnvironment({ PATH: '/home/ann/go/bin:/usr/bin' }).PATH?.split(':').slice(0, 3)).toEqual([
    '/home/ann/go/bin',
    '/usr/bin',
    '/usr/local/go/bin',
  ]);
  expect(goEnvironment({}).PATH).toMatch(/^\/usr\/local\/go\/bin:/);
});

describe('the Go of the machine', () => {
  test.each(['go1.24', 'go1.24rc1', 'go1.26.8', 'go2.0', 'devel go1.27-abcdef', ''])(
    'may be %j',
    (version) => {
      expect(() => requireVersion(version, '/usr/lib/go')).not.toThrow();
    },
  );

  test.each(['go1.19.8', 'go1.23.12'])('is refused when it is %s', (version) => {
    expect(() => requireVersion(version, '/usr/lib/go')).toThrow(
      `${version} in /usr/lib/go is too old to build the cluster and its tools`,
    );
  });
});

describe('a failure of Go', () => {
  const failure = (...lastLines: string[]) =>
    new ToolError({
      code: 'TOOL_FAILED',
      message: 'setpriv failed',
      argv: ['setpriv'],
      exitCode: 1,
      lastLines,
    });

  test('is told without the programs around it, with the proxy to look at and no password in it', () => {
    const refused = 'x@v1: Get "https://me:word@proxy.example.com/x": dial tcp: connection refused';
    const env = { GOPROXY: 'https://me:word@proxy.example.com' };
    const told = explainFailure('building x', ['go', 'build'], failure('go: downloading x v1', refused), env);
    expect(told).toMatchObject({
      message: expect.stringMatching(/^building x failed: x@v1: Get "https:\/\/\*\*\*@proxy.example.com\/x"/),
      hint: expect.stringContaining('GOPROXY=https://***@proxy.example.com'),
      argv: ['go', 'build'],
      exitCode: 1,
    });
    expect((told as ToolError).details.join()).not.toContain('word');
  });

  test('has no word about the proxy when the code is wrong', () => {
    const told = explainFailure('building x', ['go'], failure('# x', './main.go:1: undefined: y'));
    expect(told).toMatchObject({ message: 'building x failed: ./main.go:1: undefined: y', hint: undefined });
  });

  test('of another kind is left as it is', () => {
    const error = new Error('aborted');
    expect(explainFailure('building x', ['go'], error)).toBe(error);
  });
});
