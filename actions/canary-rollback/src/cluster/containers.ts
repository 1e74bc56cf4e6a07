import type { Deployment, ImageContainer } from '@fairlead/kube';
import { isSameRepository, type PinnedImage } from '@fairlead/oci';

type DeploymentTemplate = Deployment['spec']['template'];

/** Whatever has a pod template. */
export interface WithTemplate {
  readonly spec: { readonly template: DeploymentTemplate };
}

/** An image in place of another one, in all containers that run it. */
export interface ImageChange {
  readonly from: string;
  readonly to: string;
}

/** The containers that may get the new image: the one named, else those that run the same repository. */
export function findContainers(
  deployment: WithTemplate,
  image: PinnedImage,
  named: string | undefined,
): readonly ImageContainer[] {
  const containers: readonly ImageContainer[] = deployment.spec.template.spec.containers;
  if (named !== undefined) return containers.filter(({ name }) => name === named);
  return containers.filter((container) => isSameRepository(container.image, image.name));
}

/** The image of the container that has a name, else of the first one. Empty when there is no container. */
export function runningImage(deployment: WithTemplate, container?: string): string {
  const { containers } = deployment.spec.template.spec;
  return (containers.find(({ name }) => name === container) ?? containers[0])?.image ?? '';
}

/** The template with the new image in the container, and in every other one that ran the very same reference. */
export function withImage(
  template: DeploymentTemplate,
  container: Pick<ImageContainer, 'image'>,
  image: Pick<PinnedImage, 'text'>,
): DeploymentTemplate {
  const swap = (each: ImageContainer): ImageContainer =>
    each.image === container.image ? { ...each, image: image.text } : each;
  const { containers, initContainers } = template.spec;
  return {
    ...template,
    spec: {
      ...template.spec,
      containers: containers.map(swap),
      ...(initContainers === undefined ? {} : { initContainers: initContainers.map(swap) }),
    },
  };
}
