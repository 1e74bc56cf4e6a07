import { ExternalError, FairleadError } from '@fairlead/core';
import { isHook, type Rendered } from '@fairlead/helm';
import { generatedName, type Kube, type KubeObject, refOf } from '@fairlead/kube';

/**
 * Asks the API server, admission included, whether it would take the objects; nothing is kept. One line for each that it
 * refuses. Helm's own dry run does not ask it: it looks only at the types of fields. Hooks that exist are left out, for
 * helm makes them anew.
 *
 * @throws ExternalError when the cluster does not answer.
 */
export async function refusedObjects(kube: Kube, { objects }: Rendered): Promise<readonly string[]> {
  const refused: string[] = [];
  for (const object of objects) {
    const ref = refOf(object);
    try {
      if (generatedName(object.metadata) !== undefined) await kube.create(unnamed(object), { dryRun: true });
      else if ((await kube.get(ref)) === undefined) await kube.create(object, { dryRun: true });
      else if (!isHook(object)) await kube.mergePatch(ref, object, { dryRun: true });
    } catch (error) {
      if (!(error instanceof FairleadError) || (error instanceof ExternalError && error.retryable))
        throw error;
      refused.push(`${ref.kind} ${ref.name}: ${error.message}`);
    }
  }
  return refused;
}

/** As the chart renders it: the name is for us alone. */
function unnamed({ metadata, ...object }: KubeObject): KubeObject {
  return { ...object, metadata: { ...metadata, name: '' } } as KubeObject;
}
