/** One line of a go.mod or go.work in words, blocks taken apart: `['require', 'example.com/a', 'v1.0.0']`. */
export type Directive = readonly string[];

/** Reads a go.mod or go.work line by line (https://go.dev/ref/mod#go-mod-file-grammar); comments are left out. */
export function readDirectives(text: string): readonly Directive[] {
  const found: Directive[] = [];
  let block: string | undefined;
  for (const raw of text.split('\n')) {
    const words = [...raw.replace(/(^|\s)\/\/.*$/, '').matchAll(/"([^"]*)"|`([^`]*)`|[()]|[^\s()]+/g)].map(
      (match) => match[1] ?? match[2] ?? match[0],
    );
    const [first, second] = words;
    if (first === undefined) continue;
    if (block !== undefined && first === ')') block = undefined;
    else if (block !== undefined) found.push([block, ...words]);
    else if (second === '(') block = first;
    else found.push(words);
  }
  return found;
}
