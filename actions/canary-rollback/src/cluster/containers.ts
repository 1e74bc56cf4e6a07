import { imageName, type PinnedImage } from './image.ts';
import type { Container, Deployment, PodTemplate } from './objects.ts';

/** The container that gets the new image: the one named, else the one that runs the same repository. */
export function findContainer(
  deployment: Deployment,
  image: PinnedImage,
  named: string | undefined,
): Container | undefined {
  const { containers } = deployment.spec.template.spec;
  if (named !== undefined) return containers.find(({ name }) => name === named);
  const wanted = imageName(image.name);
  return containers.find((container) => imageName(container.image) === wanted);
}

/** The template with the new image in the container, and in every other one that ran the very same reference. */
export function withImage(template: PodTemplate, container: Container, image: PinnedImage): PodTemplate {
  const swap = (each: Container): Container =>
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
