import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeWorkspace, startCacheService, writeModuleProxy } from '@fairlead/testkit';
import { buildBundles } from '../../build/build-bundles.ts';
import { showTable } from '../../system/table.ts';
import { barLine } from '../bar.ts';
import { barsOf, oddOnes, type Pair } from './bars.ts';
import { history } from './history.ts';
import { buildOurs, buildSetupGo, type Measure, measure, type Side } from './measure.ts';
import { dependencyModules, program } from './program.ts';
import { writeSetupGoWay } from './setup-go-way.ts';

/**
 * go-build beside the way of setup-go, through the same history of commits, each side with a cache service of its own on
 * loopback. The sides take turns at being first. Gives what to print.
 */
export async function benchGoBuild(root: string, tell: (line: string) => void): Promise<readonly string[]> {
  await buildBundles({ root, bundles: ['go-build'], tell });
  const scratch = await mkdtemp(join(tmpdir(), 'fairlead-bench-'));
  const proxy = await writeModuleProxy(dependencyModules());
  const workspace = await makeWorkspace();
  const services = [await startCacheService(), await startCacheService()] as const;
  const place = { workspace: workspace.folder, home: join(scratch, 'home'), proxy: proxy.url };
  try {
    const script = await writeSetupGoWay(root, join(scratch, 'setup-go'));
    const theirs: Side = {
      name: 'setup-go',
      service: services[0],
      build: (commit, env) => buildSetupGo(commit, env, place, script),
    };
    const ours: Side = {
      name: 'ours',
      service: services[1],
      build: (commit, env) => buildOurs(commit, env, place),
    };
    const pairs: Pair[] = [];
    let files = program(proxy.sum);
    for (const [index, commit] of history.entries()) {
      files = commit.change(files, proxy.sum);
      for (const [file, text] of Object.entries(files)) await workspace.write(file, text);
      const measured = new Map<Side, Measure>();
      for (const side of index % 2 === 0 ? [theirs, ours] : [ours, theirs])
        measured.set(side, await measure(side, commit, place));
      const of = (side: Side): Measure => measured.get(side) as Measure;
      pairs.push({ name: commit.name, kind: commit.kind, theirs: of(theirs), ours: of(ours) });
      tell(`${commit.name}: ${of(theirs).cpu.toFixed(1)} and ${of(ours).cpu.toFixed(1)} CPU seconds`);
    }
    return ['', ...renderPairs(pairs), '', ...renderOdd(pairs), ...barsOf(pairs).map(barLine)];
  } finally {
    for (const service of services) await service.close();
    await workspace.remove();
    await rm(proxy.folder, { recursive: true, force: true });
    await rm(scratch, { recursive: true, force: true });
  }
}

const HEAD = ['setup-go | ours', 'hit', 'seconds', 'CPU seconds', 'MB down', 'MB up', 'MB left'] as const;

function renderPairs(pairs: readonly Pair[]): readonly string[] {
  const rows = pairs.map(({ name, theirs, ours }) => row(name, theirs, ours));
  const total = row('all', add(pairs, 'theirs'), add(pairs, 'ours'));
  return showTable(HEAD, [...rows, total], ['left', 'left', 'right', 'right', 'right', 'right', 'right']);
}

function row(name: string, theirs: Measure, ours: Measure): readonly string[] {
  const both = (show: (measure: Measure) => string): string => `${show(theirs)} | ${show(ours)}`;
  return [
    name,
    both(({ hit }) => hit),
    both(({ seconds }) => seconds.toFixed(1)),
    both(({ cpu }) => cpu.toFixed(1)),
    both(({ down }) => megabytes(down)),
    both(({ up }) => megabytes(up)),
    both(({ left }) => megabytes(left)),
  ];
}

function add(pairs: readonly Pair[], side: 'theirs' | 'ours'): Measure {
  const sum = (value: (measure: Measure) => number): number =>
    pairs.reduce((total, pair) => total + value(pair[side]), 0);
  return {
    seconds: sum(({ seconds }) => seconds),
    cpu: sum(({ cpu }) => cpu),
    down: sum(({ down }) => down),
    up: sum(({ up }) => up),
    left: pairs.at(-1)?.[side].left ?? 0,
    hit: '',
    binaries: '',
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function renderOdd(pairs: readonly Pair[]): readonly string[] {
  const odd = oddOnes(pairs);
  return odd.length === 0 ? [] : [`binaries differ: ${odd.join(', ')}`];
}
