import type { KubeConfig } from '@kubernetes/client-node';
import type { Finding } from '../provider.ts';
import { type Hold, holdNothing } from '../system/hold-signals.ts';
import { probeImage } from './probe-image.ts';
import { reasonOf } from './reason.ts';

type Client = typeof import('@kubernetes/client-node');

/** Whether the nodes can pull an image, tried in the namespace of the context; `hold` keeps the try until its pod is gone. */
export async function findPull(
  client: Client,
  config: KubeConfig,
  image: string | undefined,
  hold: Hold = holdNothing,
): Promise<Finding> {
  const what = 'image pull';
  if (image === undefined) {
    return { what, state: 'unknown', detail: 'not tried', hint: 'try one with --probe-image IMAGE' };
  }
  const namespace = config.getContextObject(config.getCurrentContext())?.namespace ?? 'default';
  try {
    const core = config.makeApiClient(client.CoreV1Api);
    const { pulled, reason } = await hold((signal) => probeImage(core, { namespace, image, signal }));
    const detail = `${image} in namespace ${namespace}: ${reason}`;
    if (pulled) return { what, state: 'offers', detail };
    const hint = `a private registry needs a secret on the service account default of namespace ${namespace}`;
    return { what, state: 'lacks', detail, hint };
  } catch (error) {
    const { hint } = error as { readonly hint?: string };
    return { what, state: 'unknown', detail: `namespace ${namespace}: ${reasonOf(error)}`, hint };
  }
}
