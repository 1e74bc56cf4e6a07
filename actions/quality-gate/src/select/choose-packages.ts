import { join, relative } from 'node:path';
import { createPause, oncePer } from '@fairlead/core';
import {
  type Closure,
  changedFiles,
  explainDifference,
  explainInputs,
  findClosures,
  hashTree,
  inputStates,
  keyMaker,
  listTestGraph,
  openResultStore,
  type ResultStore,
  type SortedFiles,
  scanSources,
  sortFiles,
  type TestPart,
  type TreeHashes,
} from '@fairlead/go';
import type { Job } from '../check/check.ts';
import { isSetIn } from '../plan/flags.ts';
import { lookAtGo } from '../plan/look.ts';
import type { ModulePlan } from '../plan/plan.ts';
import { runsAnew } from '../plan/runs-anew.ts';
import { countRun } from './count-run.ts';
import { hashEnvironment, hashVariables } from './environment.ts';
import { placesOf } from './places.ts';
import type { PackageChoice, Selection } from './selection.ts';
import { whyEverything, whyNothingIsKept } from './when.ts';

/** What is known of one module. */
interface ModuleFacts {
  readonly part: ModulePlan;
  readonly goEnv: Readonly<Record<string, string>>;
  readonly graph: readonly TestPart[];
  readonly closures: ReadonlyMap<string, Closure>;
}

/**
 * Finds what each test depends on and which earlier results still hold; undefined where everything is wanted. A dry run only
 * looks: it leaves nothing, and downloads nothing.
 */
export async function choosePackages(
  job: Job,
  { dryRun } = { dryRun: false },
): Promise<Selection | undefined> {
  const { ports, plan, rules } = job;
  const [goCache] = plan.caches;
  if (rules.select === 'all') return undefined;
  const never = whyNothingIsKept(rules, runsAnew(rules));
  if (never !== undefined || goCache === undefined) {
    ports.log.info(`select: everything runs: ${never ?? 'Go has no cache'}`);
    return undefined;
  }
  const folder = join(goCache, 'fairlead-tests');
  const store = await openResultStore(ports.files, folder, ports.clock.now());
  const looking = lookAtModules(job, dryRun);
  looking.catch(() => {}); // who waits for it below says so
  const tree = await readTree(job, goCache); // the go command works meanwhile
  const facts = await looking;
  // what one module has, tests of another may read: a file is unknown where no module knows it
  const sorted = sortFiles(
    tree.keys(),
    facts.flatMap(({ graph }) => graph),
    ports.workspace,
  );
  const commit = await readCommit(job);
  const choices: PackageChoice[] = [];
  for (const one of facts)
    choices.push(...(await chooseOfModule(job, one, { tree, sorted, store, goCache, commit })));
  const occasion = {
    eventName: ports.event.eventName,
    trust: ports.trust,
    count: await countRun(ports, folder, dryRun),
  };
  return { choices: withoutTwins(choices), store, tree, goCache, ...whyEverything(occasion, rules) };
}

/** Results are kept by import path: of packages that share one, none is told from the other. */
function withoutTwins(choices: readonly PackageChoice[]): readonly PackageChoice[] {
  const byPath = Map.groupBy(choices, ({ importPath }) => importPath);
  return choices.map((choice) =>
    byPath.get(choice.importPath)?.length === 1
      ? choice
      : {
          ...choice,
          key: undefined,
          sources: undefined,
          stored: undefined,
          reason: 'another module has a package of this name',
        },
  );
}

/** What is chosen in a run, found out once for all checks. */
export const selectionOf: (job: Job) => Promise<Selection | undefined> = oncePer((job: Job) =>
  choosePackages(job),
);

/** The tree without what this step itself writes. */
export function readTree({ ports, plan }: Pick<Job, 'ports' | 'plan'>, goCache: string): Promise<TreeHashes> {
  const leaveOut = [ports.reportFolder, goCache, ...plan.caches];
  return hashTree(ports.workspace, leaveOut, createPause(ports.signal));
}

/** What is checked out; empty outside of a repository. */
async function readCommit({ ports }: Job): Promise<string> {
  const repository = await ports.git.open(ports.workspace);
  if (repository.state !== 'ok') return '';
  const answer = await repository.ask(['rev-parse', 'HEAD']);
  return answer.ok ? answer.text.trim() : '';
}

async function lookAtModules(job: Job, dryRun: boolean): Promise<readonly ModuleFacts[]> {
  const facts: ModuleFacts[] = [];
  for (const part of job.plan.modules) facts.push(await lookAtModule(job, part, dryRun));
  return facts;
}

async function lookAtModule(
  { ports, plan, rules }: Job,
  part: ModulePlan,
  dryRun: boolean,
): Promise<ModuleFacts> {
  const { exec, signal } = ports;
  const run = { exec, signal, env: dryRun ? { ...part.env, GOPROXY: 'off' } : part.env };
  const goEnv = await settingsOf(ports, part);
  const race = rules.race || isSetIn(plan.goflags, 'race');
  const all = part.cwd === part.module.dir ? ['./...'] : ['./...', `${part.module.path}/...`];
  const graph = await listTestGraph(run, {
    dir: part.cwd,
    patterns: [...new Set([...all, ...part.patterns])],
    tags: rules.buildTags,
    race,
    moduleCache: goEnv['GOMODCACHE'] ?? '',
  });
  const wanted = part.packages.map(({ importPath }) => importPath);
  return { part, goEnv, graph, closures: findClosures(graph, wanted, scanSources(graph)) };
}

/** What Go starts the C compiler for when it is asked; no module changes it. */
const OF_THE_COMPILER = /^(?:CGO_\w*FLAGS|PKG_CONFIG|GOGCCFLAGS)$/;

/** The answers of `go env` in a module: its go.mod may make it another Go. */
async function settingsOf(
  ports: Job['ports'],
  { cwd, env }: ModulePlan,
): Promise<Readonly<Record<string, string>>> {
  const outside = (await lookAtGo(ports)).env;
  const names = Object.keys(outside).filter((name) => !OF_THE_COMPILER.test(name));
  const args = ['env', '-json', ...names];
  const { stdout } = await ports.exec.ask('go', args, { cwd, env, signal: ports.signal });
  return { ...outside, ...(JSON.parse(stdout) as Readonly<Record<string, string>>) };
}

/** Whether the tree has the go.work that counts, if one does. */
function isSeen(workFile: string, root: string, tree: TreeHashes): boolean {
  return workFile === '' || workFile === 'off' || tree.has(relative(root, workFile));
}

interface Known {
  readonly tree: TreeHashes;
  readonly sorted: SortedFiles;
  readonly store: ResultStore;
  readonly goCache: string;
  readonly commit: string;
}

async function chooseOfModule(
  { ports, rules }: Job,
  { part, goEnv, closures }: ModuleFacts,
  { tree, sorted, store, goCache, commit }: Known,
): Promise<readonly PackageChoice[]> {
  const keys = keyMaker({
    root: ports.workspace,
    tree,
    sorted,
    environment: hashEnvironment(goEnv, part.env, rules, ports.workspace),
    variables: hashVariables(part.env),
    commit,
  });
  const places = placesOf(ports.workspace, goEnv, goCache, part.env);
  const unknown = new Set(sorted.unknown);
  const isWorkspaceSeen = isSeen(goEnv['GOWORK'] ?? '', ports.workspace, tree);
  const choices: PackageChoice[] = [];
  for (const { importPath, dir, files } of part.packages) {
    const closure = closures.get(importPath);
    const hasTests = files.tests.length > 0;
    const blank = { importPath, dir, hasTests, places, unseen: closure?.unseen };
    if (closure === undefined || closure.broken || closure.hasTests !== hasTests) {
      choices.push({
        ...blank,
        key: undefined,
        sources: undefined,
        stored: undefined,
        isNew: true,
        reason: 'go list cannot read all of it',
      });
      continue;
    }
    const key = keys.test(closure);
    const known = { ...blank, key, sources: isWorkspaceSeen ? keys.sources(closure) : undefined };
    const { exact, last } = await store.find(importPath, key.key);
    if (exact === undefined) {
      const differing = last === undefined ? [] : changedFiles(tree, await store.tree(last.tree));
      const { text } = explainDifference(
        key.parts,
        last?.parts,
        differing.filter((path) => unknown.has(path) || !tree.has(path)),
      );
      choices.push({ ...known, stored: undefined, isNew: last === undefined, reason: text });
      continue;
    }
    const reason = explainInputs(exact, inputStates(exact.inputs, places)) ?? '';
    choices.push({ ...known, stored: reason === '' ? exact : undefined, isNew: false, reason });
  }
  return choices;
}
