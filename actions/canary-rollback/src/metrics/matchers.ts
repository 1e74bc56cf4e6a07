/** A label matcher, as PromQL has them. */
export interface Matcher {
  readonly label: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

const OPPOSITE = { '=': '!=', '!=': '=', '=~': '!~', '!~': '=~' } as const;

/** Reads `path=~/debug.*` or `path=~"/debug.*"`; undefined when it is no matcher. */
export function readMatcher(text: string): Matcher | undefined {
  const [, label, op, raw = ''] = /^\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*(.*?)\s*$/.exec(text) ?? [];
  if (label === undefined) return undefined;
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(raw);
  if (quoted === null && /^"|"$/.test(raw)) return undefined;
  const value = quoted === null ? raw : (quoted[1] ?? '').replaceAll(/\\(.)/g, '$1');
  return { label, op: op as Matcher['op'], value };
}

/** What is wrong with the text of a matcher. */
export function matcherProblem(text: string): string | undefined {
  const matcher = readMatcher(text);
  if (matcher === undefined) return 'is no label matcher';
  if (matcher.op === '=' || matcher.op === '!=') return undefined;
  try {
    regexOf(matcher.value);
    return undefined;
  } catch {
    return 'has a regular expression that cannot be read';
  }
}

/** The matcher that fits whatever this one does not. */
export function opposite(matcher: Matcher): Matcher {
  return { ...matcher, op: OPPOSITE[matcher.op] };
}

/** `path!~"/debug.*"`. */
export function matcherText({ label, op, value }: Matcher): string {
  return `${label}${op}${JSON.stringify(value)}`;
}

/** Whether labels fit all matchers, as Prometheus decides it: a missing label is an empty one, and patterns fit the whole value. */
export function fitsAll(matchers: readonly Matcher[]): (labels: Readonly<Record<string, string>>) => boolean {
  const tests = matchers.map(({ label, op, value }) => {
    const test =
      op === '=' || op === '!='
        ? (text: string): boolean => text === value
        : (
            (regex) =>
            (text: string): boolean =>
              regex.test(text)
          )(regexOf(value));
    const wanted = op === '=' || op === '=~';
    return (labels: Readonly<Record<string, string>>): boolean => test(labels[label] ?? '') === wanted;
  });
  return (labels) => tests.every((test) => test(labels));
}

function regexOf(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, 's');
}
