import type { InputProblem } from '@fairlead/core';
import type { Deployment, ImageContainer } from '@fairlead/kube';
import type { PinnedImage } from '@fairlead/oci';
import { findContainers, type WithTemplate } from '../cluster/containers.ts';

/** The container that gets the image, or what is wrong with the inputs. */
export function chooseContainer(
  stable: WithTemplate & Pick<Deployment, 'metadata'>,
  image: PinnedImage,
  named: string | undefined,
): ImageContainer | InputProblem {
  const { containers } = stable.spec.template.spec;
  const found = findContainers(stable, image, named);
  const [container] = found;
  if (container !== undefined && found.every((other) => other.image === container.image)) return container;
  const describe = (all: readonly ImageContainer[]): string =>
    all.map(({ name, image: reference }) => `${name} (${reference})`).join(', ');
  const workload = stable.metadata.name;
  if (named !== undefined)
    return {
      input: 'container',
      value: named,
      problem: `is no container of ${workload}`,
      allowed: describe(containers),
    };
  if (container !== undefined)
    return {
      input: 'container',
      problem: `several containers of ${workload} run ${image.name} in different versions`,
      allowed: `one of ${describe(found)}`,
    };
  return {
    input: 'image',
    value: image.text,
    problem: `no container of ${workload} runs ${image.name}`,
    allowed: `a repository that it runs, or the input container; it has ${describe(containers)}`,
  };
}
