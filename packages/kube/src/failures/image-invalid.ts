import type { ContainerClass } from './failure-class.ts';

/** No registry is asked: the name is none, or the node may not pull. */
export const imageInvalid: ContainerClass = {
  name: 'image-invalid',
  of: 'container',
  grace: { ms: 0 },
  hint: 'correct the image name in the values',
  shows: 'invalid image name, or an image that may not be pulled',
  see({ status, spec, podStart }) {
    const reason = status.state?.waiting?.reason;
    const image = spec?.image ?? status.image ?? '';
    if (reason === 'InvalidImageName')
      return { reason, message: `${JSON.stringify(image)} is not a valid image name`, since: podStart };
    if (reason !== 'ErrImageNeverPull') return undefined;
    const message = `image ${image} is not on the node and imagePullPolicy is Never`;
    return { reason, message, since: podStart };
  },
};
