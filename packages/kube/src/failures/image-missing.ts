import type { ContainerClass } from './failure-class.ts';
import { seePull } from './image-reasons.ts';

/** The registry answered that it has no such image, or none for this node. */
export const imageMissing: ContainerClass = {
  name: 'image-missing',
  of: 'container',
  grace: { ms: 0 },
  hint: 'push the image before the deploy, or correct its name',
  shows: 'image not found, or not for the platform of the node',
  see: (view) =>
    seePull(view, ['missing', 'no-platform'], (image, { cause }) =>
      cause === 'missing' ? `image ${image} not found` : `image ${image} has nothing for the node's platform`,
    ),
};
