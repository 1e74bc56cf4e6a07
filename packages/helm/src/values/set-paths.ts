/** Values as they stand in a values file. */
export type ValueTree = { readonly [key: string]: unknown };

/** Parts of a path such as `ingress.annotations.a\.b/c`; a text is what is wrong. Pure. */
export function splitPath(path: string): readonly string[] | string {
  const parts = path.split(/(?<!\\)\./).map((part) => part.replaceAll('\\.', '.'));
  if (parts.some((part) => part === '')) return 'has an empty part';
  if (parts.some((part) => /\[\d*\]/.test(part)))
    return 'names an item of a list; put lists into a values file';
  if (parts.some((part) => ['__proto__', 'constructor', 'prototype'].includes(part))) return 'is not a key';
  return parts;
}

/** Builds a tree from `path → text`; `readValue` says what a text stands for, without it the text itself. Pure. */
export function treeOfPaths(
  entries: Readonly<Record<string, string>>,
  readValue: (text: string) => unknown = (text) => text,
): ValueTree {
  const tree: Record<string, unknown> = {};
  for (const [path, text] of Object.entries(entries)) {
    const parts = splitPath(path);
    if (typeof parts === 'string') continue; // refused when the inputs were checked
    let node = tree;
    for (const part of parts.slice(0, -1)) {
      const next = node[part];
      node[part] = isTree(next) ? next : {};
      node = node[part] as Record<string, unknown>;
    }
    node[parts.at(-1) ?? ''] = readValue(text);
  }
  return tree;
}

export function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
