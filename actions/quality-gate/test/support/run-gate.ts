import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Annotation,
  childEnvironment,
  createLocalHost,
  createNodeFiles,
  createProcessExec,
  fetchHttp,
  type Http,
  type Outcome,
  Redactor,
  type Report,
  systemClock,
} from '@fairlead/core';
import { createGit } from '@fairlead/git';
import { runInProcess } from '@fairlead/testkit';
import { onTestFinished } from 'vitest';
import { writeTree as writeFiles } from '../../../../test/support/write-tree.ts';
import { action } from '../../src/action.ts';
import type { Condition } from '../../src/verdict/condition.ts';

/** What a run of the gate left behind. */
export interface GateRun {
  readonly outcome: Outcome;
  readonly exitCode: number;
  readonly log: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly annotations: readonly Annotation[];
  readonly conditions: Readonly<Record<string, Condition>>;
  readonly report: Report;
}

/** Files by path below the workspace. A go.mod is added where there is none at the top. */
export type Tree = Readonly<Record<string, string>>;

/** Writes a workspace that is removed after the test. */
export function writeTree(tree: Tree): Promise<string> {
  return writeFiles({ 'go.mod': 'module example.com/m\n\ngo 1.24\n', ...tree });
}

/** Runs the action in this process with real files and real programs. */
export async function runGate(
  workspace: string,
  inputs: Readonly<Record<string, string>> = {},
  variables: Readonly<Record<string, string>> = {},
  signal: AbortSignal = new AbortController().signal,
  http: Http = fetchHttp,
): Promise<GateRun> {
  const temporary = await mkdtemp(join(tmpdir(), 'fairlead-gate-run-'));
  onTestFinished(() => rm(temporary, { recursive: true, force: true }));
  const env = { ...process.env, GITHUB_WORKSPACE: workspace, ...variables };
  const childEnv = childEnvironment(env, '');
  const redactor = new Redactor();
  const log: string[] = [];
  const annotations: Annotation[] = [];
  const outputs: Record<string, string> = {};
  let summary = '';
  let exitCode = 0;
  const host = createLocalHost({
    env,
    inputs,
    redactor,
    print: (line) => void log.push(line),
    setExitCode: (code) => {
      exitCode = code;
    },
    onOutput: (name, value) => {
      outputs[name] = value;
    },
    onSummary: (markdown) => {
      summary += markdown;
    },
  });
  const heard = { ...host, annotate: (annotation: Annotation) => void annotations.push(annotation) };
  const [exec, files] = [createProcessExec({ env: childEnv, redactor }), createNodeFiles(temporary)];
  const outcome = await runInProcess(action, heard, {
    exec,
    files,
    git: createGit({ exec, files, env: childEnv, signal }),
    http,
    clock: systemClock,
    childEnv,
    signal,
  });
  const conditions = JSON.parse(outputs['conditions'] ?? '[]') as Condition[];
  return {
    outcome,
    exitCode,
    log: log.join('\n'),
    summary,
    outputs,
    annotations,
    conditions: Object.fromEntries(conditions.map((condition) => [condition.name, condition])),
    report: JSON.parse(await readFile(outputs['report'] ?? '', 'utf8')) as Report,
  };
}

/** Runs the Go on PATH and gives back what it printed. */
export function go(workspace: string, ...args: string[]): string {
  return execFileSync('go', args, { cwd: workspace, encoding: 'utf8' });
}
