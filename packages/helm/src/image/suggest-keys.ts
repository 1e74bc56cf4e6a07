import { readWantedImage } from './wanted-image.ts';

/** Values as they stand in a values file. */
type Tree = { readonly [key: string]: unknown };

/**
 * Where a chart may take its image from: paths of its values whose text stands in an image that it renders, as lines of
 * `image-keys`. Pure.
 */
export function suggestImageKeys(values: Tree, rendered: readonly string[]): readonly string[] {
  const found: string[] = [];
  const visit = (path: readonly string[], value: unknown): void => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, child] of Object.entries(value)) visit([...path, key.replaceAll('.', '\\.')], child);
      return;
    }
    const part = typeof value === 'string' && value.length > 1 ? partOf(value, rendered) : undefined;
    if (part !== undefined) found.push(`${part}=${path.join('.')}`);
  };
  visit([], values);
  return found;
}

function partOf(text: string, rendered: readonly string[]): 'image' | 'repository' | undefined {
  for (const one of rendered) {
    if (text === one) return 'image';
    const image = readWantedImage(one);
    if (!('problem' in image) && image.name === text) return 'repository';
  }
  return undefined;
}
