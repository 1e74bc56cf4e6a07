import {
  countOf,
  markdownCode,
  markdownFence,
  markdownTable,
  markdownText,
  PolicyError,
} from '@fairlead/core';
import { lastDeployed, type Rendered } from '@fairlead/helm';
import { podSpecOf } from '@fairlead/kube';
import { refusedObjects } from '../chart/check-objects.ts';
import type { DeployContext } from '../context.ts';
import { plannedSmoke } from '../publish/smoke.ts';
import type { Prepared } from './prepare.ts';

/**
 * Lets the API server check what helm would apply and shows which images would change; nothing is changed.
 *
 * @throws ToolError with helm's reason, PolicyError HELM_UPGRADE_FAILED naming what the API server would refuse.
 */
export async function dryRun(context: DeployContext, prepared: Prepared, rendered: Rendered): Promise<void> {
  const { helm } = prepared;
  const accepted = await checkObjects(context, prepared, rendered);
  const rows = await imageChanges(prepared, rendered);
  for (const [where, live, next] of rows) context.log.info(`${where}: ${live} → ${next}`);
  const current = lastDeployed(await helm.history());
  context.output('revision', String(current?.revision ?? ''));
  const objects = rendered.objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`).join('\n');
  const probes = plannedSmoke(context.inputs);
  if (probes !== '') context.log.info(probes);
  context.settle('dry-run', `nothing was changed; ${accepted}`);
  context.log.info(`nothing was changed; ${accepted}`);
  context.summarize(
    [
      `**dry run** · Nothing was changed: ${markdownText(accepted)}.`,
      markdownTable(['Container', 'Now', 'Then'], rows),
      markdownFence(objects),
      ...(probes === '' ? [] : [`**Smoke test** · ${plannedSmoke(context.inputs, markdownCode)}.`]),
    ].join('\n\n'),
  );
}

/** In words, what the API server says. */
async function checkObjects(
  { inputs }: DeployContext,
  { kube, target }: Prepared,
  rendered: Rendered,
): Promise<string> {
  const count = countOf(rendered.objects.length, 'object');
  if (inputs.createNamespace && (await kube.get(namespaceRef(target.namespace))) === undefined)
    return `the namespace ${target.namespace} does not exist yet, so the API server cannot check the ${count}`;
  const refused = await refusedObjects(kube, rendered);
  if (refused.length === 0) return `the API server accepts ${count}`;
  throw new PolicyError({
    code: 'HELM_UPGRADE_FAILED',
    message: `the API server would refuse ${refused.length} of ${count}: ${refused.join('; ')}`,
    hint: 'correct what the reason names; nothing was changed',
  });
}

function namespaceRef(name: string) {
  return { apiVersion: 'v1', kind: 'Namespace', name };
}

/** A row for each container of the workloads: where it is, the image that it runs now, the one that it would run. */
export async function imageChanges(
  { kube, target }: Pick<Prepared, 'kube' | 'target'>,
  { objects, workloads }: Pick<Rendered, 'objects' | 'workloads'>,
): Promise<readonly (readonly [string, string, string])[]> {
  const rows: [string, string, string][] = [];
  for (const object of objects) {
    const { kind, metadata } = object;
    const subject = workloads.find(
      (one) =>
        one.kind === kind &&
        one.name === metadata.name &&
        one.namespace === (metadata.namespace ?? target.namespace),
    );
    if (subject === undefined) continue;
    const live = await kube.get({ ...subject, apiVersion: object.apiVersion });
    const before = live === undefined ? [] : (podSpecOf(live)?.containers ?? []);
    for (const { name, image = '' } of podSpecOf(object)?.containers ?? []) {
      const old = before.find((container) => container.name === name)?.image ?? 'none';
      rows.push([`${kind} ${metadata.name}: container ${name}`, old, image]);
    }
  }
  return rows;
}
