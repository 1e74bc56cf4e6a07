import type { ContainerClass } from './failure-class.ts';
import { seePull } from './image-reasons.ts';

/** The registry did not answer well: it may come back. A kubelet retries after 10 s, then 20 s. */
export const imagePull: ContainerClass = {
  name: 'image-pull',
  of: 'container',
  grace: { ms: 45_000 },
  hint: 'check that the nodes can reach the registry',
  shows: 'registry does not answer, or not as it should',
  see: (view) =>
    seePull(view, ['away'], (image, { said }) =>
      said === '' ? `image ${image} cannot be pulled` : `image ${image} cannot be pulled: ${said}`,
    ),
};
