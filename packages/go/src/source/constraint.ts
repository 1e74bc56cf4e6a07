/** A build constraint as read: which tags it names, and whether a set of tags satisfies it. */
export interface Constraint {
  /** As written, for people. */
  readonly text: string;
  readonly tags: ReadonlySet<string>;
  /** Tags that stand without a `!` in front of them, somewhere. */
  readonly wanted: ReadonlySet<string>;
  matches(has: (tag: string) => boolean): boolean;
}

type Test = (has: (tag: string) => boolean) => boolean;

/** Reads the constraint of a file; undefined without one. One that cannot be read is left to the go command. */
export function readConstraint(source: string): Constraint | undefined {
  const head = source.slice(0, source.search(/^package\s/m) + 1);
  const text = /^\/\/go:build[ \t]+(.+)$/m.exec(head)?.[1]?.trim() ?? fromLegacy(head);
  return text === undefined ? undefined : parseConstraint(text);
}

/** `// +build a,b !c` says `(a && b) || !c`; several lines must all hold. */
function fromLegacy(head: string): string | undefined {
  const lines = [...head.matchAll(/^\/\/[ \t]*\+build[ \t]+(.+)$/gm)].map(([, words = '']) =>
    words
      .trim()
      .split(/\s+/)
      .map((word) => word.split(',').join(' && '))
      .map((word, _, all) => (all.length > 1 && word.includes('&&') ? `(${word})` : word))
      .join(' || '),
  );
  const [first, ...more] = lines;
  if (more.length === 0) return first;
  return lines.map((line) => (line.includes('||') ? `(${line})` : line)).join(' && ');
}

/** Reads `linux && (cgo || !purego)` (https://pkg.go.dev/go/build/constraint#Expr); undefined when it is none. */
export function parseConstraint(text: string): Constraint | undefined {
  const tokens = text.match(/&&|\|\||[!()]|[^\s!()&|]+/g) ?? [];
  const tags = new Set<string>();
  const wanted = new Set<string>();
  let at = 0;
  const next = (token: string): boolean => {
    const isNext = tokens[at] === token;
    if (isNext) at++;
    return isNext;
  };
  const either = (negated: boolean): Test =>
    joined(
      () => both(negated),
      '||',
      (left, right, has) => left(has) || right(has),
    );
  const both = (negated: boolean): Test =>
    joined(
      () => one(negated),
      '&&',
      (left, right, has) => left(has) && right(has),
    );
  const joined = (
    part: () => Test,
    operator: string,
    join: (left: Test, right: Test, has: (tag: string) => boolean) => boolean,
  ): Test => {
    let left = part();
    while (next(operator)) {
      const [before, right] = [left, part()];
      left = (has) => join(before, right, has);
    }
    return left;
  };
  const one = (negated: boolean): Test => {
    if (next('!')) {
      const inner = one(!negated);
      return (has) => !inner(has);
    }
    if (next('(')) {
      const inner = either(negated);
      if (!next(')')) throw new SyntaxError('no )');
      return inner;
    }
    const tag = tokens[at++];
    if (tag === undefined || !/^[\w.]+$/.test(tag)) throw new SyntaxError('no tag');
    tags.add(tag);
    if (!negated) wanted.add(tag);
    return (has) => has(tag);
  };
  try {
    const matches = either(false);
    return at === tokens.length ? { text, tags, wanted, matches } : undefined;
  } catch {
    return undefined;
  }
}
