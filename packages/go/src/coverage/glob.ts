/**
 * Compiles a path pattern. `*` and `?` stay within a folder, `**` spans folders, a pattern without a slash matches
 * the file's name anywhere, and a pattern that names a folder matches everything below it.
 */
export function compileGlob(pattern: string): RegExp {
  const anchored = pattern
    .replace(/^\.?\//, '')
    .replace(/\/$/, '/**')
    .replace(/(?:\*\*\/)+/g, '**/')
    .replace(/\*{3,}/g, '**');
  const prefix = anchored.includes('/') ? '' : '(?:.*/)?';
  const body = anchored
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => WILDCARDS[part] ?? part.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&'))
    .join('');
  return new RegExp(`^${prefix}${body}(?:/.*)?$`);
}

const WILDCARDS: Readonly<Record<string, string>> = {
  '**/': '(?:.*/)?',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
};
