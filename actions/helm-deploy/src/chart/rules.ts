import { PolicyError } from '@fairlead/core';
import { type Rendered, takesImage, withoutResources } from '@fairlead/helm';
import type { DeployContext } from '../context.ts';
import { imagePolicy, refuseImage } from '../image/image-policy.ts';
import { impossibleProbes } from './probes.ts';

/** The rules of this step that objects break, a line each. */
export function brokenRules({ inputs }: DeployContext, rendered: Rendered): readonly string[] {
  const { environment, imagePolicy: wanted, requireResources } = inputs;
  const policy = imagePolicy(wanted, environment);
  const used = new Set([...rendered.images, ...rendered.volumeImages]);
  const images = [...used].flatMap((image) => {
    const refused = refuseImage(image, policy);
    return refused === undefined ? [] : [`image ${image} ${refused} (image-policy ${policy})`];
  });
  const resources = requireResources ? withoutResources(rendered) : [];
  return [...images, ...resources, ...impossibleProbes(rendered)];
}

/** @throws PolicyError HELM_POLICY when a rule is broken. */
export function checkRules(context: DeployContext, rendered: Rendered): void {
  const broken = brokenRules(context, rendered);
  if (broken.length === 0) return;
  throw new PolicyError({
    code: 'HELM_POLICY',
    message: broken.join('; '),
    hint: `${hintOf(broken)}; nothing was changed`,
  });
}

function hintOf(broken: readonly string[]): string {
  if (broken.some((line) => line.startsWith('image ')))
    return 'name images by digest, or give image-policy another value';
  if (broken.some((line) => line.includes('Probe runs '))) return 'ask by httpGet, tcpSocket or grpc instead';
  return 'set requests and limits in the values';
}

/** What of the objects that helm applies may not be, although what was rendered before could; undefined when all is well. */
export function brokenAfterAll(context: DeployContext, applied: Rendered): string | undefined {
  const broken = brokenRules(context, applied);
  if (broken.length > 0) return broken.join('; ');
  return takesImage(context, applied) ? undefined : `no container runs ${context.inputs.image}`;
}
