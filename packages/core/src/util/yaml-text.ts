import { isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from 'yaml';

/** One entry of a list of maps: text by key. */
export type Entry = Readonly<Record<string, string>>;

/** The text of a scalar. Numbers keep their spelling: `1.30` is a version, not 1.3. */
export function scalarText(node: Scalar): string {
  if (node.value === null) return '';
  return typeof node.value === 'number' ? (node.source ?? String(node.value)) : String(node.value);
}

/** The text of a value, as an input has it: a list as lines, a map as `KEY=VALUE` lines; undefined for what is nested deeper. */
export function valueText(node: Node | null): string | undefined {
  if (node === null) return '';
  if (isScalar(node)) return scalarText(node);
  if (isSeq(node)) {
    const items = node.items.map((item) => (isScalar(item) ? scalarText(item) : undefined));
    return items.includes(undefined) ? undefined : items.join('\n');
  }
  if (isMap(node)) {
    const lines = node.items.map((pair) =>
      isScalar(pair.key) && isScalar(pair.value)
        ? `${scalarText(pair.key)}=${scalarText(pair.value)}`
        : undefined,
    );
    return lines.includes(undefined) ? undefined : lines.join('\n');
  }
  return undefined;
}

/** The text by key of a map; undefined for one with a value that is nested too deep. */
export function readEntry(map: YAMLMap): Entry | undefined {
  const found: Record<string, string> = {};
  for (const { key, value } of map.items) {
    const text = valueText(value as Node | null);
    if (!isScalar(key) || text === undefined) return undefined;
    Object.defineProperty(found, scalarText(key), { value: text, enumerable: true });
  }
  return found;
}
