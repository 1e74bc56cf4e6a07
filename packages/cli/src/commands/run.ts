import { accessSync, constants, mkdtempSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  type ActionFacts,
  CONFIG_FILE,
  childEnvironment,
  createNodeFiles,
  type Git,
  suggestWord,
} from '@fairlead/core';
import { loadActions } from '../definitions/actions.ts';
import { renderActionHelp } from '../run/action-help.ts';
import { checkOwnFiles } from '../run/check-own-files.ts';
import { type ActionBundle, findBundle } from '../run/find-bundles.ts';
import { findWorkspace, inputsInWorkspace, type Workspace } from '../run/find-workspace.ts';
import { gitOf, readGitFacts } from '../run/git-facts.ts';
import { inputsFromOptions, missingInputs } from '../run/inputs-from-options.ts';
import { localEvent } from '../run/local-event.ts';
import { writeResultFiles } from '../run/result-files.ts';
import { type RunResult, runAction } from '../run/run-action.ts';
import { type Places, removeTemporary } from '../run/runner-environment.ts';
import { createPaint, type Paint } from '../show/paint.ts';
import { nameOptions, plainMarkdown } from '../show/plain-markdown.ts';
import { createView, type View } from '../show/view.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { openRepository } from '../workflow-lint/find-files.ts';
import { EXIT, UsageError } from './command.ts';

/** `run ACTION [OPTION…]`: runs an action's bundle, main and post, on this machine. */
export async function runActionCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const actions = loadActions();
  const [name, ...options] = args;
  if (name === undefined || name === '--help' || name === '-h') {
    terminal.out(renderActions());
    return name === undefined ? EXIT.usage : EXIT.fine;
  }
  const action = actions.find((one) => one.name === name);
  if (action === undefined) throw new UsageError([unknownAction(name)]);
  const readFile = (path: string): string => readFileSync(resolve(terminal.cwd, path), 'utf8');
  const given = inputsFromOptions(action, options, { env: terminal.env, readFile });
  const { help, own } = given;
  if (help) {
    terminal.out(renderActionHelp(action));
    return EXIT.fine;
  }
  const { cwd, env } = terminal;
  const git = gitOf(cwd, childEnvironment(env));
  const workspace = await findWorkspace(git, cwd);
  const inputs = inputsInWorkspace(given.inputs, workspace);
  const problems = [
    ...given.problems,
    ...(await checkOwnFiles(own, { files: createNodeFiles(cwd), git, cwd, mayWrite })),
    ...temporaryProblems(env),
  ];
  if (problems.length > 0) {
    const around = openRepository(workspace.root);
    const mayBeElsewhere =
      inputs['config'] !== undefined ||
      around.read(CONFIG_FILE) !== undefined ||
      around.unreadConfigs(inputs['working-directory'] ?? '').length > 0;
    throw new UsageError([...problems, ...(mayBeElsewhere ? [] : missingInputs(action, inputs))], name);
  }
  const bundle = findBundle(terminal.program, name);
  if (bundle === undefined)
    throw new UsageError([
      `the bundle of ${name} is not beside the program: take a release tree, or run npm run build`,
    ]);
  return runHere({ action, bundle, inputs, own, workspace }, git, terminal);
}

async function runHere(
  {
    action,
    bundle,
    inputs,
    own,
    workspace,
  }: {
    readonly action: ActionFacts;
    readonly bundle: ActionBundle;
    readonly inputs: Readonly<Record<string, string>>;
    readonly own: Readonly<Record<string, string>>;
    readonly workspace: Workspace;
  },
  git: Git,
  terminal: Terminal,
): Promise<number> {
  const places = makePlaces(terminal, workspace);
  const paint = createPaint(terminal.columns !== undefined, terminal.env);
  const view = createView(terminal, paint, () => performance.now());
  try {
    if (workspace.folder !== '')
      view.say(`workspace: ${workspace.root}, working-directory: ${inputs['working-directory']}`);
    const facts = await readGitFacts(git, terminal.cwd);
    if (facts.changedTag !== undefined)
      view.say(
        `warning: ${facts.changedTag} is checked out with changes in tracked files: this is a run of a commit and of no tag`,
      );
    const event = localEvent(facts);
    const result = await runAction({ bundle, inputs, event, places }, terminal, view);
    view.end();
    showResult(action, result, { terminal, view, paint });
    const unwritten = await writeResultFiles(result, own, terminal.cwd);
    for (const problem of unwritten) terminal.err(`fairlead run: ${problem}`);
    return result.exitCode === 0 && unwritten.length > 0 ? EXIT.failed : result.exitCode;
  } finally {
    view.end();
    await removeTemporary(places);
  }
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Without a temporary folder nothing can begin. */
function temporaryProblems(env: Terminal['env']): readonly string[] {
  if (mayWrite(tmpdir())) return [];
  const name = env['TMPDIR'] === undefined ? tmpdir() : `TMPDIR=${env['TMPDIR']}`;
  return [`${name}: no temporary folder can be made there (allowed: a folder that you may write to)`];
}

function makePlaces({ cwd, env }: Terminal, { root }: Workspace): Places {
  const cache = env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache');
  const reports = env['FAIRLEAD_REPORTS'];
  return {
    workspace: root,
    temp: mkdtempSync(join(tmpdir(), 'fairlead-run-')),
    reports:
      reports === undefined || reports === ''
        ? mkdtempSync(join(tmpdir(), 'fairlead-reports-'))
        : resolve(cwd, reports),
    tools: join(cache, 'fairlead', 'runner-tools'),
  };
}

function showResult(
  action: ActionFacts,
  { summary, outputs }: RunResult,
  { terminal, view, paint }: { readonly terminal: Terminal; readonly view: View; readonly paint: Paint },
): void {
  const text = nameOptions(plainMarkdown(summary), Object.keys(action.inputs));
  if (text !== '') terminal.out(`\n${paint('bold', 'Summary')}\n\n${view.redact(text)}`);
  const entries = Object.entries(outputs).filter(([, value]) => value !== '');
  if (entries.length === 0) return;
  const width = Math.max(...entries.map(([name]) => name.length));
  const lines = entries.map(
    ([name, value]) => `  ${name.padEnd(width)}  ${value.replaceAll('\n', `\n${' '.repeat(width + 4)}`)}`,
  );
  terminal.out(`\n${paint('bold', 'Outputs')}\n\n${view.redact(lines.join('\n'))}`);
}

function renderActions(): string {
  const actions = loadActions();
  const width = Math.max(...actions.map(({ name }) => name.length));
  const lines = actions.map(({ name, description }) => `  ${name.padEnd(width)}  ${description}`);
  return [
    'fairlead run ACTION [OPTION…]',
    '',
    'Runs an action here, as a workflow would: its inputs are options, the workspace is the git repository around the',
    'current folder, which is the working directory, the event is the push of what is checked out. fairlead run ACTION',
    '--help lists the inputs.',
    '',
    ...lines,
  ].join('\n');
}

function unknownAction(name: string): string {
  const known = loadActions().map((action) => action.name);
  const near = suggestWord(name, known);
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  return `there is no action ${JSON.stringify(name)}${meant} (allowed: ${known.join(', ')})`;
}
