import { join, relative } from 'node:path';
import { resolveInside } from '@fairlead/core';
import type { Job } from '../../check/check.ts';
import { askTool } from '../../tool/ask-tool.ts';
import { settleFile } from '../../tool/settled-file.ts';
import { type PluginVerdict, readAnswer } from './read-answer.ts';
import { CONTRACT, RUNNER, type RunnerOrder } from './runner.ts';

/** A plug-in whose code is settled. */
export interface Plugin {
  /** As the input names it. */
  readonly named: string;
  /** Absolute path of the file to load. */
  readonly file: string;
  /** Whether this change edits it. */
  readonly changed: boolean;
}

/**
 * Finds the code of a plug-in: that of the checkout, or that of the base commit where the code is a stranger's. Undefined
 * where there is none.
 *
 * @throws ToolError when nobody knows what the base says.
 */
export async function findPlugin({ ports }: Job, named: string): Promise<Plugin | undefined> {
  const { files, workspace, workingDirectory } = ports;
  const { path, inside } = await resolveInside(files, workspace, named, workingDirectory);
  if (!inside) return undefined;
  const settled = await settleFile({ ...ports, workingDirectory: workspace }, [relative(workspace, path)]);
  if (settled.from === 'head') {
    const there = (await files.stat(path))?.kind === 'file';
    return there ? { named, file: path, changed: settled.changed !== undefined } : undefined;
  }
  if (settled.text === undefined) return undefined;
  const file = join(await files.makeTemporary('plugin-'), 'plugin.mjs');
  await files.write(file, settled.text);
  return { named, file, changed: false };
}

/**
 * Asks a plug-in in a process of its own; a text says why there is no verdict.
 *
 * @throws ToolError when it takes too long
 */
export async function askPlugin(job: Job, { named, file }: Plugin): Promise<PluginVerdict | string> {
  const { ports, plan, rules } = job;
  const folder = await ports.files.makeTemporary('plugin-');
  const [order, answer] = [join(folder, 'order.json'), join(folder, 'answer.json')];
  const written: RunnerOrder = { file, answer, facts: factsOf(job) };
  await ports.files.write(order, JSON.stringify(written));
  const result = await askTool(
    ports,
    {
      program: process.execPath,
      args: ['--input-type=module', '--eval', RUNNER, order],
      cwd: ports.workingDirectory,
      env: plan.toolEnv,
      about: named,
    },
    rules,
  );
  for (const line of [...result.stdout.split('\n'), ...result.stderr.split('\n')])
    if (line.trim() !== '') ports.log.info(`${named}: ${line}`);
  const ended = result.exitCode === 0 && (await ports.files.stat(answer))?.kind === 'file';
  if (!ended) return `ended without an answer (exit code ${result.exitCode})`;
  return readAnswer(await ports.files.readText(answer), ports.workspace);
}

/** What a plug-in is told. All paths in it are relative to the workspace, but that of the workspace itself. */
function factsOf({ ports, plan }: Job): Readonly<Record<string, unknown>> {
  const { workspace, workingDirectory, event } = ports;
  return {
    contract: CONTRACT,
    workspace,
    workingDirectory: relative(workspace, workingDirectory) || '.',
    go: plan.go.text,
    modules: plan.modules.map(({ module, packages }) => ({
      path: module.path,
      folder: relative(workspace, module.dir) || '.',
      packages: packages.map(({ importPath }) => importPath),
    })),
    goFiles: plan.goFiles,
    event: event.eventName,
    ref: event.refName,
    pullRequest: event.pullRequest?.number ?? null,
  };
}
