import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { forgeStep } from '@fairlead/testkit';
import { Problem } from '../../problem.ts';
import { run } from '../../system/run.ts';
import type { Sources } from './edits.ts';
import { bringSubject, type Subject } from './subjects.ts';

/** Where a module is tried. */
export interface Stage {
  readonly subject: Subject;
  readonly folder: string;
  readonly goCache: string;
  /** Downloaded modules. */
  readonly moduleCache: string;
  /** Folder of the program that lints; empty where nothing is linted. */
  readonly tools: string;
}

/** What a run of the gate said. */
export interface GateAnswer {
  readonly passed: boolean;
  readonly seconds: number;
  readonly packages: readonly { readonly package: string; readonly ran: boolean }[];
  readonly outputs: Readonly<Record<string, string>>;
  /** Text of the coverage profile; empty for none. */
  readonly profile: string;
  readonly log: string;
}

/** A pull request of the repository's own: elsewhere nothing is chosen. */
const SIDE = { repo: { full_name: 'acme/orders' } };
const PAYLOAD = { pull_request: { number: 7, head: SIDE, base: SIDE } };

/** A change of one expression can make a test ask for all memory there is, or never end. */
const MEMORY_BYTES = 4 * 1024 ** 3;
const TIMEOUT = '60s';

function bounded(argv: readonly string[]): readonly [string, ...string[]] {
  const [first = '', ...rest] = argv;
  return process.platform === 'linux'
    ? ['prlimit', `--data=${MEMORY_BYTES}`, first, ...rest]
    : [first, ...rest];
}

/** Runs the bundle of the gate as a runner would; `taken` looks at what it left before that is removed. */
export async function runGate(
  stage: Stage,
  inputs: Readonly<Record<string, string>>,
  taken: (outputs: Readonly<Record<string, string>>) => Promise<void> = async () => {},
): Promise<GateAnswer> {
  const env = { ...goEnv(stage), GITHUB_EVENT_NAME: 'pull_request' };
  const step = await forgeStep({
    action: 'quality-gate',
    workspace: stage.folder,
    inputs: { 'coverage-threshold': '0', 'test-timeout': TIMEOUT, audit: '0', ...inputs },
    env,
    payload: PAYLOAD,
    wrap: bounded,
  });
  try {
    const began = performance.now();
    const { outputs, exitCode, log } = await step.main();
    const seconds = (performance.now() - began) / 1000;
    const report = JSON.parse(await readFile(outputs['report'] ?? '', 'utf8')) as {
      readonly data: { readonly selection?: Pick<GateAnswer, 'packages'> };
    };
    const profile = outputs['coverage-profile'] ?? '';
    await taken(outputs);
    return {
      passed: exitCode === 0,
      seconds,
      packages: report.data.selection?.packages ?? [],
      outputs,
      profile: profile === '' ? '' : await readFile(profile, 'utf8'),
      log,
    };
  } finally {
    await step.dispose();
  }
}

/** The environment of both ways. */
export function goEnv({ folder, goCache, moduleCache, tools }: Stage): Record<string, string> {
  const home = join(dirname(folder), 'home');
  const go = { GOCACHE: goCache, GOMODCACHE: moduleCache, GOTOOLCHAIN: 'local', GOFLAGS: '-buildvcs=false' };
  const path = [process.env['PATH'], tools].filter((part) => part !== undefined && part !== '');
  return { ...go, HOME: home, PATH: path.join(':') };
}

/** What plain `go test` says. */
export interface GoAnswer {
  /** Packages that fail; all of them where Go does not even begin. */
  readonly failing: readonly string[];
  /** Packages whose results were Go's own of an earlier run. */
  readonly replayed: number;
  readonly profile: string;
}

/** Runs `go test` itself. */
export async function runGo(
  stage: Stage,
  flags: readonly string[],
  patterns: readonly string[] = ['./...'],
): Promise<GoAnswer> {
  const profile = join(dirname(stage.folder), 'truth.out');
  const coverage = flags.includes('-covermode=set') ? [`-coverprofile=${profile}`] : [];
  const { code, output } = await run(
    bounded(['go', 'test', '-json', '-vet=off', `-timeout=${TIMEOUT}`, ...flags, ...coverage, ...patterns]),
    { cwd: stage.folder, env: { ...process.env, ...goEnv(stage) } },
  );
  const failing = failingPackages(output);
  return {
    failing:
      code !== 0 && failing.length === 0
        ? [...(await packagesWithTests(stage.folder, stage.subject.module))]
        : failing,
    replayed: [...output.matchAll(/"Output":"ok {2}\\t\S+\\t\(cached\)/g)].length,
    profile: coverage.length === 0 ? '' : await readFile(profile, 'utf8').catch(() => ''),
  };
}

/** The packages that the events of `go test -json` say to have failed. */
export function failingPackages(events: string): readonly string[] {
  const failed = events.matchAll(/^\{.*"Action":"fail","Package":"([^"]+)"(?![^\n]*"Test":).*\}$/gm);
  return [...new Set([...failed].map(([, name = '']) => name))].sort();
}

/** The packages of a module that have tests. */
export async function packagesWithTests(folder: string, module: string): Promise<ReadonlySet<string>> {
  const names = await readdir(folder, { recursive: true });
  const dirs = names
    .filter((name) => name.endsWith('_test.go') && !/(^|\/)(testdata|_|\.)/.test(name))
    .map(dirname);
  return new Set(dirs.map((dir) => (dir === '.' ? module : `${module}/${dir}`)));
}

/** A profile whose blocks stand in one order. */
export function sorted(profile: string): string {
  return profile.trim().split('\n').sort().join('\n');
}

/** The files of a module that edits are made of. */
export async function readSources(folder: string): Promise<Sources> {
  const names = await readdir(folder, { recursive: true });
  const texts = names.filter((name) => /\.(?:go|s|txt|md)$|^go\.mod$/.test(name)).sort();
  const entries = await Promise.all(
    texts.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const),
  );
  return new Map(entries);
}

/** The module as it was published, tested once, so that there are results to use. */
export async function prepare(stage: Stage, inputs: Readonly<Record<string, string>>): Promise<void> {
  for (const folder of [stage.folder, join(dirname(stage.folder), 'home')])
    await mkdir(folder, { recursive: true });
  await bringSubject(stage.subject, stage.folder);
  const { passed, log } = await runGate(stage, { ...inputs, select: 'affected' });
  if (!passed) throw new Problem(`${stage.subject.module} does not pass as it is:\n${log.slice(-3000)}`);
}
