/**
 * The values at a JSON pointer (RFC 6901). The part `*` stands for every element of a list and every value of a map, so
 * that one pointer can name many.
 */
export function valuesAt(document: unknown, pointer: string): readonly unknown[] {
  let values: readonly unknown[] = [document];
  for (const raw of pointer.split('/').slice(1)) {
    const key = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    values = values.flatMap((value) => (raw === '*' ? childrenOf(value) : childOf(value, key)));
  }
  return values;
}

/** What is wrong with a pointer; undefined when nothing is. */
export function pointerProblem(pointer: string): string | undefined {
  if (pointer !== '' && !pointer.startsWith('/')) return 'does not begin with a slash';
  return /~(?![01])/.test(pointer) ? 'has a ~ that is neither ~0 nor ~1' : undefined;
}

function childrenOf(value: unknown): readonly unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

function childOf(value: unknown, key: string): readonly unknown[] {
  if (Array.isArray(value))
    return /^(?:0|[1-9]\d*)$/.test(key) && Number(key) < value.length ? [value[Number(key)]] : [];
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return [];
  return [(value as Readonly<Record<string, unknown>>)[key]];
}
