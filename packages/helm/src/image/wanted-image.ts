import { checkImageReference, cutVersion, type ReferenceProblem, readImageReference } from '@fairlead/oci';

/** A container image in the user's own spelling, taken apart: charts are handed what was written, `docker.io` is not added. */
export interface WantedImage {
  /** The whole reference as written. */
  readonly text: string;
  /** Registry and path as written, for example `ghcr.io/acme/orders` or `nginx`. */
  readonly name: string;
  readonly tag: string | undefined;
  /** `sha256:…` */
  readonly digest: string | undefined;
}

/** Takes a reference apart, or says why it is none. Pure. */
export function readWantedImage(text: string): WantedImage | ReferenceProblem {
  const reading = readImageReference(text);
  if (!('reference' in reading)) return reading;
  return { text, ...cutVersion(text) };
}

/** The word for the image that chart and values name. It has to be said: what another step did not give is empty. */
export const CHART_IMAGE = 'chart';

/** The image that the input names; undefined where it leaves it to the chart. A bad text was refused with the inputs. Pure. */
export function wantedImage(text: string): WantedImage | undefined {
  const image = text === CHART_IMAGE ? undefined : readWantedImage(text);
  return image === undefined || 'problem' in image ? undefined : image;
}

/** Checks the text of the input: it must say which version. The answer is what is wrong. */
export function checkWantedImage(text: string): string | undefined {
  if (text === CHART_IMAGE) return undefined;
  return checkImageReference(text, 'tag or digest');
}
