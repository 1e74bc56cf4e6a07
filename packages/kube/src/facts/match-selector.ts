/**
 * Whether labels match a selector as kubectl takes it: `a=b`, `a==b`, `a!=b`, `a`, `!a`, `a in (b,c)`, `a notin (b)`,
 * joined by commas. Pure.
 */
export function matchSelector(
  selector: string,
  labels: Readonly<Record<string, string>> | undefined = {},
): boolean {
  return selector
    .split(/,(?![^(]*\))/)
    .map((term) => term.trim())
    .filter((term) => term !== '')
    .every((term) => matchTerm(term, labels));
}

function matchTerm(term: string, labels: Readonly<Record<string, string>>): boolean {
  const set = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(term);
  if (set !== null) {
    const values = (set[3] ?? '').split(',').map((value) => value.trim());
    const inside = values.includes(labels[set[1] ?? ''] ?? '\u0000');
    return set[2] === 'in' ? inside : !inside;
  }
  const equal = /^([^!=\s]+)\s*(==|=|!=)\s*(\S*)$/.exec(term);
  if (equal !== null) {
    const same = labels[equal[1] ?? ''] === equal[3];
    return equal[2] === '!=' ? !same : same;
  }
  return term.startsWith('!') ? labels[term.slice(1).trim()] === undefined : labels[term] !== undefined;
}
