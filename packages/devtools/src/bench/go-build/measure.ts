import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { forgeStep, type RunningCacheService } from '@fairlead/testkit';
import { Problem } from '../../problem.ts';
import { run } from '../../system/run.ts';
import type { Commit } from './history.ts';
import type { Program } from './program.ts';

/** What one commit took on one side. */
export interface Measure {
  readonly seconds: number;
  /** Processor seconds of all processes. */
  readonly cpu: number;
  readonly down: number;
  readonly up: number;
  /** Bytes that the service holds afterwards. */
  readonly left: number;
  /** What the cache gave, in the side's own words; empty when it says nothing. */
  readonly hit: string;
  /** Hash of the binaries. */
  readonly binaries: string;
}

/** One of the two that are compared. */
export interface Side {
  readonly name: 'setup-go' | 'ours';
  readonly service: RunningCacheService;
  /** Builds the commit; gives what the cache gave. */
  readonly build: (commit: Commit, env: Readonly<Record<string, string>>) => Promise<string>;
}

/** Where a build works: the checkout, and the home of a machine that has nothing yet. */
export interface Place {
  readonly workspace: string;
  readonly home: string;
  /** Where the homes of earlier builds go: a folder that is there, in the same file system. */
  readonly aside: string;
  readonly program: Program;
}

/**
 * Builds a commit on a machine that has nothing but what the cache gives it. Its home is put aside afterwards and not
 * removed: a machine that is new has deleted nothing, and where much was deleted lately some file systems take many times
 * as long to make a file (ext4 without a journal looks past every such inode).
 */
export async function measure(side: Side, commit: Commit, place: Place): Promise<Measure> {
  const { workspace, home, aside, program } = place;
  await rm(join(workspace, 'bin'), { recursive: true, force: true });
  await mkdir(home);
  const { traffic } = side.service;
  const before = { down: traffic.downloadedBytes, up: traffic.uploadedBytes, cpu: childSeconds() };
  const started = performance.now();
  const hit = await side.build(commit, { ...goEnvironment(home, program.proxy), ...side.service.env() });
  const measured = {
    seconds: (performance.now() - started) / 1000,
    cpu: childSeconds() - before.cpu,
    down: traffic.downloadedBytes - before.down,
    up: traffic.uploadedBytes - before.up,
    left: side.service.entries().reduce((sum, { size }) => sum + size, 0),
    hit,
    binaries: await hashBinaries(commit, place),
  };
  await rename(home, join(aside, `${side.name} ${commit.name}`));
  return measured;
}

/** Builds with the action, of whose bundle this is the newest. */
export async function buildOurs(
  { targets, tags }: Commit,
  env: Readonly<Record<string, string>>,
  { workspace, program }: Place,
): Promise<string> {
  const inputs = {
    packages: program.main,
    targets: targets.join(','),
    output: 'bin/{os}-{arch}/{name}',
    'build-tags': tags.join(','),
    'version-package': 'off',
  };
  const step = await forgeStep({ action: 'go-build', workspace, inputs, env });
  try {
    const result = await step.main();
    if (result.exitCode !== 0) throw new Problem(`go-build failed:\n${result.log}`);
    return result.outputs['cache-hit'] ?? '';
  } finally {
    await step.dispose();
  }
}

/** Builds as a job with setup-go and `go build` for each target does. */
export async function buildSetupGo(
  { targets, tags }: Commit,
  given: Readonly<Record<string, string>>,
  { workspace, home, program }: Place,
  script: string,
): Promise<string> {
  const env = {
    ...given,
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    RUNNER_TEMP: home,
    GITHUB_WORKSPACE: workspace,
    CGO_ENABLED: '0',
  };
  const state = join(home, 'state.json');
  const execute = async (
    argv: readonly [string, ...string[]],
    more: Readonly<Record<string, string>> = {},
  ) => {
    const { code, output } = await run(argv, { cwd: workspace, env: { ...env, ...more } });
    if (code !== 0) throw new Problem(`${argv.join(' ')} failed:\n${output}`);
  };
  await execute([process.execPath, script, 'restore', state]);
  for (const target of targets) {
    const [GOOS = '', GOARCH = ''] = target.split('/');
    const flags = ['-trimpath', '-ldflags=-s -w', ...(tags.length === 0 ? [] : [`-tags=${tags.join(',')}`])];
    await execute(['go', 'build', ...flags, '-o', binaryPath(target, program), program.main], {
      GOOS,
      GOARCH,
    });
  }
  await execute([process.execPath, script, 'save', state]);
  const { hit } = JSON.parse(await readFile(state, 'utf8')) as { hit?: string };
  return hit === undefined ? 'miss' : 'exact';
}

function goEnvironment(home: string, proxy: string): Record<string, string> {
  return {
    GOENV: 'off',
    GOPROXY: proxy,
    GOSUMDB: 'off',
    GOTOOLCHAIN: 'local',
    GOFLAGS: '-modcacherw',
    GOCACHE: join(home, 'build'),
    GOMODCACHE: join(home, 'mod'),
  };
}

function binaryPath(target: string, { binary }: Program): string {
  return `bin/${target.replace('/', '-')}/${binary}`;
}

async function hashBinaries({ targets }: Commit, { workspace, program }: Place): Promise<string> {
  const hash = createHash('sha256');
  for (const target of targets) hash.update(await readFile(join(workspace, binaryPath(target, program))));
  return hash.digest('hex');
}

/** Processor time of the children of this process that have ended, and of theirs: fields 16 and 17 of proc(5) stat. */
function childSeconds(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[13]) + Number(fields[14])) / CLOCK_TICKS;
}

/** Linux counts in hundredths of a second for programs, whatever its own clock. */
const CLOCK_TICKS = 100;
