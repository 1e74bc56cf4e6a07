import { isProductionName } from '@fairlead/core';
import { readWantedImage } from '@fairlead/helm';
import { isFloatingTag } from './floating-tag.ts';

/** Which images may be deployed. `digest`: only by digest; `tag`: no floating tags; `any`: all. */
export type ImagePolicy = 'digest' | 'tag' | 'any';

/** What `auto` means: production takes digests only. */
export function imagePolicy(wanted: ImagePolicy | 'auto', environment: string | undefined): ImagePolicy {
  if (wanted !== 'auto') return wanted;
  return environment !== undefined && isProductionName(environment) ? 'digest' : 'any';
}

/** Why an image may not be deployed, or undefined. Pure. */
export function refuseImage(text: string, policy: ImagePolicy): string | undefined {
  if (policy === 'any') return undefined;
  const image = readWantedImage(text);
  if ('problem' in image) return `is not an image name: ${image.problem}`;
  if (image.digest !== undefined) return undefined;
  if (image.tag === undefined) return 'has neither tag nor digest, which means latest';
  if (isFloatingTag(image.tag)) return `has the floating tag ${image.tag}`;
  return policy === 'digest' ? 'is not named by digest (name@sha256:…)' : undefined;
}
