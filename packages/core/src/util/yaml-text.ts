import { isScalar, type Node, type Scalar, type YAMLMap } from 'yaml';

/** One entry of a list of maps: text by key. */
export type Entry = Readonly<Record<string, string>>;

/** The text of a scalar. Numbers keep their spelling: `1.30` is a version, not 1.3. */
export function scalarText(node: Scalar): string {
  if (node.value === null) return '';
  return typeof node.value === 'number' ? (node.source ?? String(node.value)) : String(node.value);
}

/** The text by key of a map; undefined for one with a nested value. */
export function readEntry(map: YAMLMap): Entry | undefined {
  const found: Record<string, string> = {};
  for (const { key, value } of map.items) {
    if (!isScalar(key) || !(value === null || isScalar(value as Node))) return undefined;
    const text = isScalar(value) ? scalarText(value) : '';
    Object.defineProperty(found, scalarText(key), { value: text, enumerable: true });
  }
  return found;
}
