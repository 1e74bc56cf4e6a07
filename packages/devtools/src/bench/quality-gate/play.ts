import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { forgeStep } from '@fairlead/testkit';
import { Problem } from '../../problem.ts';
import { run } from '../../system/run.ts';
import type { Outcome } from './bars.ts';
import type { Edit, Sources } from './edits.ts';

/** Where a module is tried. */
export interface Place {
  readonly folder: string;
  readonly goCache: string;
  /** Downloaded modules. */
  readonly moduleCache: string;
}

/** What a run of the gate said. */
export interface GateAnswer {
  readonly passed: boolean;
  readonly seconds: number;
  readonly packages: readonly { readonly package: string; readonly ran: boolean }[];
  readonly profile: string;
  readonly log: string;
}

const CHECKS = 'vet,test,coverage';

/** A pull request of the repository's own: elsewhere nothing is chosen. */
const SIDE = { repo: { full_name: 'acme/orders' } };
const PAYLOAD = { pull_request: { number: 7, head: SIDE, base: SIDE } };

/** Runs the bundle of the gate as a runner would. */
export async function runGate(
  place: Place,
  select: 'all' | 'affected',
  check: string = CHECKS,
): Promise<GateAnswer> {
  const inputs = { checks: check, 'coverage-threshold': '0', select, audit: '0' };
  const env = { ...goEnv(place), GITHUB_EVENT_NAME: 'pull_request' };
  const step = await forgeStep({
    action: 'quality-gate',
    workspace: place.folder,
    inputs,
    env,
    payload: PAYLOAD,
  });
  try {
    const began = performance.now();
    const result = await step.main();
    const seconds = (performance.now() - began) / 1000;
    const report = JSON.parse(await readFile(result.outputs['report'] ?? '', 'utf8')) as {
      readonly data: { readonly selection?: Pick<GateAnswer, 'packages'> };
    };
    const profile = result.outputs['coverage-profile'] ?? '';
    return {
      passed: result.exitCode === 0,
      seconds,
      packages: report.data.selection?.packages ?? [],
      profile: profile === '' ? '' : await readFile(profile, 'utf8'),
      log: result.log,
    };
  } finally {
    await step.dispose();
  }
}

/** The environment of both ways. */
export function goEnv({ folder, goCache, moduleCache }: Place): Record<string, string> {
  const home = join(dirname(folder), 'home');
  const go = { GOCACHE: goCache, GOMODCACHE: moduleCache, GOTOOLCHAIN: 'local', GOFLAGS: '-buildvcs=false' };
  return { ...go, HOME: home };
}

/** What a full run that replays nothing says. */
async function runAll(
  place: Place,
  profile: string,
): Promise<Pick<Outcome, 'failing'> & { readonly profile: string }> {
  const env = { ...process.env, ...goEnv(place) };
  const argv = [
    'go',
    'test',
    '-json',
    '-count=1',
    '-vet=off',
    '-covermode=set',
    `-coverprofile=${profile}`,
    './...',
  ] as const;
  const { output } = await run([...argv], { cwd: place.folder, env });
  const failed = output.matchAll(/^\{.*"Action":"fail","Package":"([^"]+)"(?![^\n]*"Test":).*\}$/gm);
  const text = await readFile(profile, 'utf8').catch(() => '');
  return { failing: [...new Set([...failed].map(([, name = '']) => name))], profile: text };
}

/** Makes an edit, asks the gate and a full run, and takes it back if it broke something. */
export async function playEdit(place: Place, edit: Edit, module: string, at: number): Promise<Outcome> {
  const path = join(place.folder, edit.path);
  const before = await readFile(path, 'utf8');
  await writeAged(path, edit.text, at);
  const gate = await runGate(place, 'affected', 'test,coverage');
  const truth = await runAll(place, join(dirname(place.folder), 'truth.out'));
  if (truth.failing.length > 0) await writeAged(path, before, at + 0.5);
  const folder = dirname(edit.path);
  const own = folder === '.' ? module : `${module}/${folder}`;
  const withTests = await packagesWithTests(place.folder, module);
  const tested = gate.packages.filter((item) => withTests.has(item.package));
  return {
    kind: edit.kind,
    packages: withTests.size,
    // a gate that could not list the packages has chosen none
    ran: tested.length === 0 ? withTests.size : tested.filter(({ ran }) => ran).length,
    failing: truth.failing,
    gatePassed: gate.passed,
    ownFails: truth.failing.includes(own),
    sameCoverage: truth.failing.length > 0 ? undefined : sorted(gate.profile) === sorted(truth.profile),
  };
}

function sorted(profile: string): string {
  return profile.trim().split('\n').sort().join('\n');
}

/** Writes a file that is older than what Go calls new, and whose time is its own. */
async function writeAged(path: string, text: string, at: number): Promise<void> {
  await writeFile(path, text);
  await utimes(path, 1_650_000_000 + at, 1_650_000_000 + at);
}

async function packagesWithTests(folder: string, module: string): Promise<ReadonlySet<string>> {
  const names = await readdir(folder, { recursive: true });
  const dirs = names
    .filter((name) => name.endsWith('_test.go') && !/(^|\/)(testdata|_|\.)/.test(name))
    .map(dirname);
  return new Set(dirs.map((dir) => (dir === '.' ? module : `${module}/${dir}`)));
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

/** Seconds of the plain sequence. */
export async function runPlain(place: Place): Promise<number> {
  const env = { ...process.env, ...goEnv(place) };
  const began = performance.now();
  for (const argv of [
    ['go', 'vet', './...'],
    ['go', 'test', '-cover', '-coverprofile=/dev/null', './...'],
  ] as const) {
    const { code, output } = await run([...argv], { cwd: place.folder, env });
    if (code !== 0) throw new Problem(`${argv.join(' ')} failed:\n${output.slice(-2000)}`);
  }
  return (performance.now() - began) / 1000;
}
