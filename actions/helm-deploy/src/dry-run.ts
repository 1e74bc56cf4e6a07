import { markdownFence, markdownTable } from '@fairlead/core';
import { podSpecOf } from '@fairlead/kube';
import { dryRunArgs } from './helm/argv.ts';
import type { Prepared } from './prepare.ts';
import { lastDeployed } from './release/history.ts';
import type { Rendered } from './release/rendered.ts';
import type { DeployContext } from './types.ts';

/** Lets the API server check everything and shows which images would change; nothing is changed. */
export async function dryRun(context: DeployContext, prepared: Prepared, rendered: Rendered): Promise<void> {
  const { helm, target, source } = prepared;
  const { createNamespace, historyMax, timeout } = context.inputs;
  const options = {
    ...target,
    ...source,
    major: helm.major,
    timeoutMs: timeout,
    createNamespace,
    historyMax,
  };
  await helm.query(dryRunArgs({ ...options, description: '' }));
  const rows = await imageChanges(prepared, rendered);
  for (const [where, live, next] of rows) context.log.info(`${where}: ${live} → ${next}`);
  const current = lastDeployed(await helm.history());
  context.output('status', 'dry-run');
  context.output('revision', String(current?.revision ?? ''));
  const objects = rendered.objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`).join('\n');
  context.summarize(
    [
      `Nothing was changed. The API server accepts ${rendered.objects.length} objects.`,
      markdownTable(['Container', 'Now', 'Then'], rows),
      markdownFence(objects),
    ].join('\n\n'),
  );
}

async function imageChanges({ kube }: Prepared, { objects, workloads }: Rendered) {
  const rows: [string, string, string][] = [];
  for (const object of objects) {
    const subject = workloads.find(({ kind, name }) => kind === object.kind && name === object.metadata.name);
    if (subject === undefined) continue;
    const live = await kube.get({ ...subject, apiVersion: object.apiVersion });
    const before = live === undefined ? [] : (podSpecOf(live)?.containers ?? []);
    for (const { name, image = '' } of podSpecOf(object)?.containers ?? []) {
      const old = before.find((container) => container.name === name)?.image ?? 'none';
      rows.push([`${object.kind} ${object.metadata.name}: container ${name}`, old, image]);
    }
  }
  return rows;
}
