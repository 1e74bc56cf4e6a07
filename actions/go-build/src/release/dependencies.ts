import { join } from 'node:path';
import { CancelledError, countOf, errorMessage, FairleadError } from '@fairlead/core';
import { openGithub } from '@fairlead/github';
import {
  type GoModule,
  type GoRun,
  listModules,
  type Manifest,
  makeSnapshot,
  type Snapshot,
} from '@fairlead/go';
import type { GoBuildContext } from '../context.ts';
import type { Plan } from '../plan/make-plan.ts';
import { pathsOf } from '../plan/paths.ts';

/** Writes the list of modules and the snapshot that were asked for, and hands the snapshot to GitHub. Gives sentences for the summary. */
export async function listDependencies(
  context: GoBuildContext,
  plan: Plan,
  run: GoRun,
): Promise<readonly string[]> {
  const { inputs, files, reportFolder } = context;
  const wanted = inputs.dependencySnapshot;
  if (!inputs.moduleList && wanted === 'off') return [];
  const manifests = await readManifests(context, plan, run);
  const notes: string[] = [];
  if (inputs.moduleList) {
    const path = join(reportFolder, 'modules.json');
    const modules = manifests.flatMap((manifest) => manifest.modules);
    await files.write(path, `${JSON.stringify(modules, undefined, 2)}\n`);
    context.output('modules', path);
    notes.push(`${countOf(modules.length, 'module')} in the build list`);
  }
  if (wanted === 'off') return notes;
  const snapshot = makeSnapshot(manifests, factsOf(context));
  const path = join(reportFolder, 'dependency-snapshot.json');
  await files.write(path, `${JSON.stringify(snapshot, undefined, 2)}\n`);
  context.output('dependency-snapshot', path);
  if (wanted === 'send') notes.push(await send(context, snapshot));
  return notes;
}

/** One list for each go.work, and one for each module without. */
async function readManifests(context: GoBuildContext, plan: Plan, run: GoRun): Promise<readonly Manifest[]> {
  const show = pathsOf(context.workspace);
  const homes = new Map<string, GoModule>();
  for (const { package: main } of plan.binaries)
    homes.set(main.module.workFile ?? `${main.module.dir}/go.mod`, main.module);
  const manifests: Manifest[] = [];
  for (const [file, { dir }] of homes) {
    const goflags = plan.toolchain.env['GOFLAGS'] ?? '';
    manifests.push({ file: show(file), modules: await listModules(run, { dir, goflags }) });
  }
  return manifests;
}

function factsOf({ event, host, clock }: GoBuildContext) {
  const text = (name: string): string => host.env[name] ?? '';
  return {
    sha: event.pullRequest?.headSha || event.sha,
    ref: event.ref,
    job: {
      id: event.runId,
      correlator: [text('GITHUB_WORKFLOW'), event.job, text('GITHUB_ACTION')].join(' '),
    },
    detector: {
      name: 'fairlead go-build',
      version: text('GITHUB_ACTION_REF') || 'unreleased',
      url: 'https://github.com/fairlead-actions/fairlead',
    },
    scanned: new Date(clock.now()).toISOString(),
  };
}

/** A job without the right to hand it over keeps its build: the list is no part of it. */
async function send(
  { inputs, event, log, signal, host }: GoBuildContext,
  snapshot: Snapshot,
): Promise<string> {
  const { apiUrl, repository } = event;
  try {
    const token = inputs.githubToken ?? '';
    const { dependencyGraph } = await openGithub({ token, apiUrl, repository, log, signal });
    await dependencyGraph.submit({ ...snapshot });
    return 'the dependency graph of GitHub has them';
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    const hint = error instanceof FairleadError ? `; ${error.hint ?? ''}` : '';
    const message = `the dependency snapshot was not sent: ${errorMessage(error)}${hint}`;
    host.annotate({ level: 'warning', message });
    return message;
  }
}
