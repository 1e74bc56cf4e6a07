import { errorMessage } from '@fairlead/core';
import { readImageReference } from '@fairlead/oci';
import { imageOfDemo } from '../objects.ts';
import type { Need } from './need.ts';

const WHY = {
  login: 'log in to it with docker login',
  denied: 'log in as somebody who may push there, or name another --registry',
  absent: 'create the repository, or name another --registry',
  'read-only': 'name a --registry that takes images',
} as const;

/** A registry that takes the images. Whether the nodes get them from there is tried once there is a namespace. */
export const registryAccess: Need = {
  name: 'registry',
  async missing({ options, look }) {
    const image = imageOfDemo(options.registry);
    const reading = readImageReference(image);
    if (!('reference' in reading)) return `${image} ${reading.problem}: ${reading.allowed}`;
    const { registry, repository } = reading.reference;
    try {
      const right = await look.pushRight(registry, repository);
      if (right.may) return undefined;
      return `nothing may be pushed to ${image} (${right.said}): ${WHY[right.why]}`;
    } catch (error) {
      return `${image} cannot be pushed to (${errorMessage(error)}): name a registry that this machine reaches with --registry`;
    }
  },
};
