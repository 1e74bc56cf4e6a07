import type { RouteMatch, RouteRule } from '../../cluster/objects.ts';

/** What tells a tester's request from all others: a header, which a cookie is too. */
export interface TesterMatch {
  readonly type: 'Exact' | 'RegularExpression';
  readonly name: string;
  readonly value: string;
}

/** Whether something read from a journal is one. */
export function isTester(value: unknown): value is TesterMatch {
  const { type, name, value: text } = (value ?? {}) as Partial<TesterMatch>;
  return (
    (type === 'Exact' || type === 'RegularExpression') && typeof name === 'string' && typeof text === 'string'
  );
}

const HEADER = /^header\s+([A-Za-z0-9!#$%&'*+.^_`|~-]+)=(\S(?:.*\S)?)$/;
const COOKIE = /^cookie\s+([A-Za-z0-9!#$%&'*+.^_`|~-]+)=([^\s;,"\\]+)$/;

/** What is wrong with an item of `tester-match`. */
export function testerProblem(text: string): string | undefined {
  return readTester(text) === undefined ? 'is neither header NAME=VALUE nor cookie NAME=VALUE' : undefined;
}

/** Reads `header X-Canary=always` and `cookie tester=yes`; undefined for anything else. */
export function readTester(text: string): TesterMatch | undefined {
  const [, header, value] = HEADER.exec(text.trim()) ?? [];
  if (header !== undefined && value !== undefined) return { type: 'Exact', name: header, value };
  const [, cookie, content] = COOKIE.exec(text.trim()) ?? [];
  if (cookie === undefined || content === undefined) return undefined;
  // Gateways that look for a part of the header, and those that want all of it, agree on a whole line.
  const line = `^(.*;[ ]*)?${literal(cookie)}=${literal(content)}(;.*)?$`;
  return { type: 'RegularExpression', name: 'Cookie', value: line };
}

/** Letters, digits and `-_~!#%&'` mean themselves in RE2; all else is put in brackets of its own. */
function literal(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9_~!#%&'-]/g, (sign) => (sign === '^' ? '\\^' : `[${sign}]`));
}

/**
 * The rules that lead testers to the new version: those of stable, each match with the header of one tester more. More
 * headers come before fewer, so they win wherever a path is the same. A match that has that header already is left out.
 */
export function testerRules(
  rules: readonly RouteRule[],
  isOfStable: (rule: RouteRule) => boolean,
  testers: readonly TesterMatch[],
): readonly RouteRule[] {
  return rules.filter(isOfStable).flatMap((rule) =>
    testers.flatMap((tester) => {
      const matches = (rule.matches ?? []).flatMap((match) => withTester(match, tester));
      return matches.length === 0 ? [] : [{ ...rule, matches }];
    }),
  );
}

function withTester(match: RouteMatch, tester: TesterMatch): readonly RouteMatch[] {
  const headers = (match['headers'] ?? []) as readonly { readonly name?: string }[];
  const has = headers.some(({ name = '' }) => name.toLowerCase() === tester.name.toLowerCase());
  return has ? [] : [{ ...match, headers: [...headers, tester] }];
}

/** Whether a rule is for testers alone. */
export function isTesterRule({ matches = [] }: RouteRule, testers: readonly TesterMatch[]): boolean {
  return (
    matches.length > 0 &&
    matches.every(({ headers = [] }) =>
      testers.some((tester) =>
        (headers as readonly Partial<TesterMatch>[]).some(
          ({ name, value, type = 'Exact' }) =>
            name === tester.name && value === tester.value && type === tester.type,
        ),
      ),
    )
  );
}
