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

/** Builds a tree from `path → text`. Texts become what they would be in YAML: numbers, booleans, null. Pure. */
export function treeOfPaths(entries: Readonly<Record<string, string>>): ValueTree {
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
    node[parts.at(-1) ?? ''] = scalarOf(text);
  }
  return tree;
}

/** `"3"` in quotes stays a text; `3`, `true` and `null` become what they look like, as with `helm --set`. */
function scalarOf(text: string): unknown {
  const quoted = /^(["'])(.*)\1$/s.exec(text);
  if (quoted !== null) return quoted[2];
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  if (/^-?(0|[1-9]\d{0,14})$/.test(text)) return Number(text);
  return text;
}

export function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
