import { defaultImageKeys, type ImageKeys, imageValues } from './image-values.ts';
import type { WantedImage } from './wanted-image.ts';

/** One way in which charts take their image. */
export interface ImageLayout {
  /** How such a chart writes the image, for the log. */
  readonly name: string;
  /** Path of a value → text. */
  readonly values: Readonly<Record<string, string>>;
}

/**
 * The ways to hand an image to a chart, the most usual first. Which one is right shows in what the chart renders: the
 * wanted image, exactly. Charts of `helm create` write `repository:tag` and know no digest; they take one in two halves.
 * Pure.
 */
export function imageLayouts(image: WantedImage, given: ImageKeys | undefined): readonly ImageLayout[] {
  const keys = given ?? defaultImageKeys;
  const layouts: ImageLayout[] = [{ name: 'repository, tag and digest', values: imageValues(image, keys) }];
  if (keys.image !== undefined) return layouts;
  layouts.push(...halves(image, keys, image.name));
  if (given !== undefined) return layouts;
  const [registry, path] = splitRegistry(image.name);
  if (registry !== undefined && path !== undefined) {
    const more = { 'image.registry': registry };
    const split = { ...imageValues(image, keys), 'image.repository': path, ...more };
    layouts.push({ name: 'registry, repository, tag and digest', values: split });
    layouts.push(
      ...halves(image, keys, path).map(({ name, values }) => ({
        name: `registry, ${name}`,
        values: { ...values, ...more },
      })),
    );
  }
  layouts.push({ name: 'the whole image in one value', values: { image: image.text } });
  return layouts;
}

/** `repository:tag` with the digest cut in two: `name@sha256` and the hexadecimal digits. */
function halves(image: WantedImage, keys: ImageKeys, name: string): readonly ImageLayout[] {
  const [algorithm, hex] = image.digest?.split(':') ?? [];
  if (keys.repository === undefined || keys.tag === undefined || hex === undefined) return [];
  const values = { [keys.repository]: `${name}@${algorithm}`, [keys.tag]: hex };
  return [{ name: 'repository:tag, the digest in two halves', values }];
}

/** `ghcr.io` and `acme/orders`; nothing for a name without a registry. */
function splitRegistry(name: string): readonly [string, string] | readonly [undefined, undefined] {
  const at = name.indexOf('/');
  const host = name.slice(0, Math.max(0, at));
  return /[.:]|^localhost$/.test(host) ? [host, name.slice(at + 1)] : [undefined, undefined];
}
