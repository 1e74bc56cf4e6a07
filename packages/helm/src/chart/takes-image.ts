import type { ChartContext } from '../context.ts';
import { usesImage } from '../image/image-values.ts';
import { wantedImage } from '../image/wanted-image.ts';
import type { Rendered } from './rendered.ts';

/** Whether some container runs the image that was asked for; where the chart names it, always. A chart that ignores it would deploy something else and look healthy. */
export function takesImage(
  { inputs }: { readonly inputs: Pick<ChartContext['inputs'], 'image'> },
  { images }: Pick<Rendered, 'images'>,
): boolean {
  const image = wantedImage(inputs.image);
  return image === undefined || usesImage(images, image);
}
