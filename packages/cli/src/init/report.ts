import { posix } from 'node:path';
import { chartOf, servedProgram } from './layout.ts';
import { shellWord } from './names.ts';
import type { Plan, Row } from './plan.ts';
import { type Found, type Program, type Service, USUAL_PORT } from './service.ts';
import { type Surroundings, WORKFLOWS } from './surroundings.ts';

/** What the report needs to know beside the plan. */
export interface Told {
  readonly service: Service;
  readonly around: Surroundings;
  readonly plan: Plan;
  readonly dryRun: boolean;
  /** Whether the repository has no commit yet: then its code is to be added too. */
  readonly isNew: boolean;
  /** Whether a .gitignore leaves out something of what is written. */
  readonly isIgnored: boolean;
  /** From where the command was started to the repository; empty when it is that. */
  readonly way: string;
  /** The options that the command was called with. */
  readonly args: readonly string[];
}

/** All that is said at the end: what was found, what was done, what only a person can do, the next command. Pure. */
export function renderReport(told: Told): string {
  const { service, plan, dryRun } = told;
  const parts = [found(service), table(plan.rows, dryRun)];
  const written = writtenPaths(plan.rows);
  const notes = written.length === 0 ? [] : notesOf(told);
  if (notes.length > 0) parts.push(notes.map((note) => `- ${note}`).join('\n'));
  if (dryRun) parts.push(...plan.rows.flatMap(content));
  else if (written.length === 0) parts.push('Nothing was written: all of it is there.');
  const needs = written.length === 0 ? [] : needsOf(told);
  if (needs.length > 0) parts.push(['Before the first push, for the release job:', ...needs].join('\n'));
  parts.push(`Next:\n  ${nextCommand(told, written)}`);
  return parts.join('\n\n').replaceAll(ORDERS, ' ');
}

/** What would give orders to the terminal; names of files may hold it. */
const ORDERS = /[^\P{Cc}\n]+/gu;

function found({ module, folder, go, program }: Service): string {
  const where = folder === '.' ? '' : ` in ${folder}`;
  const lines = [`${module}${where}`];
  if (program === undefined) lines.push('a library: no main package');
  else lines.push(`main package ${program.main}, built with golang:${go}`);
  if (program?.listens === true) lines.push(served(program));
  return lines.join('\n  ');
}

function served({ ports, liveness, readiness, metrics }: Program): string {
  const [port] = ports;
  const said = (what: string, path: Found<string> | undefined, without: string): string =>
    path === undefined ? without : `${what} ${path.value} (${path.at})`;
  return [
    port === undefined
      ? `port ${USUAL_PORT} (assumed: the code names none)`
      : `port ${port.value} (${port.at})`,
    said('lives at', liveness, 'no path that says whether it lives: its port is asked'),
    said('is ready at', readiness, 'no path that says whether it is ready: its port is asked'),
    said('metrics at', metrics, 'no /metrics'),
  ].join('\n  ');
}

function table(rows: readonly Row[], dryRun: boolean): string {
  const shown = rows.map((row) =>
    row.state === 'written'
      ? { state: dryRun ? 'would write' : 'written', path: row.file.path, why: '' }
      : row,
  );
  const states = Math.max(...shown.map(({ state }) => state.length));
  const paths = Math.max(...shown.map(({ path }) => path.length));
  return shown
    .map(({ state, path, why }) => `  ${state.padEnd(states)}  ${path.padEnd(paths)}  ${why}`.trimEnd())
    .join('\n');
}

function content(row: Row): string[] {
  return row.state === 'written' ? [`--- ${row.file.path}\n${row.file.text.trimEnd()}`] : [];
}

/** What was chosen among several, and how to choose otherwise. */
function notesOf({ service, around, plan }: Told): readonly string[] {
  const { program } = service;
  const notes: string[] = [];
  if (service.oneOfSeveral)
    notes.push('the repository has several modules: --module PATH chooses another one');
  if (program !== undefined && program.others.length > 0)
    notes.push(
      `the image runs ${program.main}; --main PATH chooses another main package: ${program.others.join(', ')}`,
    );
  const [port, ...more] = servedProgram(service)?.ports ?? [];
  if (more.length > 0)
    notes.push(
      `the code names more ports than ${port?.value}: ${more.map(({ value, at }) => `${value} (${at})`).join(', ')}`,
    );
  const local = servedProgram(service)?.local;
  if (local !== undefined)
    notes.push(
      `${local.at} listens on ${local.value}, which nobody outside of the pod reaches: let it listen on :${port?.value}, or no probe ever answers`,
    );
  const wrote = writtenPaths(plan.rows).some((path) => path.startsWith(`${WORKFLOWS}/`));
  if (wrote) notes.push(`the workflow runs on pull requests and on pushes to ${around.branch}`);
  if (servedProgram(service) !== undefined && around.chart !== undefined)
    notes.push(
      `release and Deployment are called ${around.chart.name}, like the chart in ${around.chart.folder}`,
    );
  return notes;
}

/** What only a person can give. */
function needsOf({ service, around }: Told): readonly string[] {
  const program = servedProgram(service);
  if (program === undefined) return [];
  const { name } = chartOf(service, around);
  const counted =
    program.metrics === undefined
      ? '; the code has no /metrics yet, and a canary needs requests that are counted'
      : '';
  return [
    '- the secret KUBECONFIG: a kubeconfig file of your cluster; without it the job fails and says so',
    `- the variable CANARY, true: for a canary of ${name} by what its pods count, or PROMETHEUS_URL for one by a Prometheus; without them helm-deploy alone watches the rollout${counted}`,
    '- a cluster that may pull the image; a private one needs imagePullSecrets in the values',
  ];
}

function nextCommand(
  { service, around, dryRun, isNew, isIgnored, way, args }: Told,
  written: readonly string[],
): string {
  if (dryRun)
    return ['fairlead init', ...args.filter((arg) => !arg.startsWith('--dry-run')).map(shellWord)].join(' ');
  if (written.length === 0)
    return ['fairlead workflow-lint', ...(way === '' ? [] : [shellWord(posix.join(way, WORKFLOWS))])].join(
      ' ',
    );
  const chart = chartOf(service, around).folder;
  const paths = written.map((path) => (path.startsWith(`${chart}/`) ? chart : path));
  const named = [...new Set(paths)].map((path) => shellWord(posix.join(way, path))).join(' ');
  const what = isIgnored ? `--force ${named}` : isNew ? '--all' : named;
  return `git add ${what} && git commit -m 'Add the pipeline'`;
}

function writtenPaths(rows: readonly Row[]): readonly string[] {
  return rows.flatMap((row) => (row.state === 'written' ? [row.file.path] : []));
}
