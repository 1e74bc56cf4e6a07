import { posix } from 'node:path';
import { REPOSITORY_NAME } from '../paths.ts';

const LINK = /(\]\()([^)\s#]+)(#[^)\s]*)?(\))/g;

/**
 * Makes relative links of a Markdown file absolute when their target is not in the tree that the file is copied to.
 *
 * @param path the file's path in the checkout, for example `actions/go-build/README.md`
 * @param keeps whether a path of the checkout is in the tree, at the same place relative to the file
 */
export function absoluteLinks(path: string, text: string, keeps: (path: string) => boolean): string {
  return text.replace(
    LINK,
    (whole, open: string, target: string, anchor: string | undefined, close: string) => {
      if (/^([a-z]+:|\/)/i.test(target)) return whole;
      const resolved = posix.normalize(posix.join(posix.dirname(path), target));
      if (keeps(resolved)) return whole;
      return `${open}https://github.com/${REPOSITORY_NAME}/blob/main/${resolved}${anchor ?? ''}${close}`;
    },
  );
}
