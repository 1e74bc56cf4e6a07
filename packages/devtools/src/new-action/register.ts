/** The line in the registry of actions, at its end. */
export function registerAction(source: string, name: string): string {
  const end = source.lastIndexOf('\n];');
  if (end < 0) throw new TypeError('the registry of actions does not end with a list');
  return `${source.slice(0, end)}\n  '${name}',${source.slice(end)}`;
}
