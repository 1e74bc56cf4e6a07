import { posix } from 'node:path';
import { REPOSITORY_NAME } from '../paths.ts';

const LINK = /(\]\()([^)\s#]+)(#[^)\s]*)?(\))/g;
/** A picture of a page, in Markdown or as HTML, which GitHub shows in one colour scheme each. */
const PICTURE = /(!\[[^\]]*\]\(|<(?:img|source)\b[^>]*?\b(?:src|srcset)=")([^)"\s]+)([)"])/g;

/**
 * Makes relative links and pictures of a Markdown file absolute when their target is not in the tree that the file is copied to.
 *
 * @param path the file's path in the checkout, for example `actions/go-build/README.md`
 * @param keeps whether a path of the checkout is in the tree, at the same place relative to the file
 */
export function absoluteLinks(path: string, text: string, keeps: (path: string) => boolean): string {
  /** Where a target leads that the tree does not have; undefined when it can stay. */
  const away = (target: string): string | undefined => {
    if (/^([a-z]+:|\/)/i.test(target)) return undefined;
    const resolved = posix.normalize(posix.join(posix.dirname(path), target));
    return keeps(resolved) ? undefined : resolved;
  };
  const address = `https://github.com/${REPOSITORY_NAME}`;
  return text
    .replace(PICTURE, (whole, open: string, target: string, close: string) => {
      const resolved = away(target);
      // What `blob` leads to is a page about the picture.
      return resolved === undefined ? whole : `${open}${address}/raw/main/${resolved}${close}`;
    })
    .replace(LINK, (whole, open: string, target: string, anchor: string | undefined, close: string) => {
      const resolved = away(target);
      return resolved === undefined
        ? whole
        : `${open}${address}/blob/main/${resolved}${anchor ?? ''}${close}`;
    });
}
