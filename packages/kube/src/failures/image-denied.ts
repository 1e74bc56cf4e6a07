import type { ContainerClass } from './failure-class.ts';
import { seePull } from './image-reasons.ts';

/** The registry answered that we may not read the image. */
export const imageDenied: ContainerClass = {
  name: 'image-denied',
  of: 'container',
  grace: { ms: 0 },
  hint: 'a private registry needs imagePullSecrets; some answer like this for an image that does not exist',
  shows: 'image denied by the registry',
  see: (view) => seePull(view, ['denied'], (image) => `image ${image} denied by the registry`),
};
