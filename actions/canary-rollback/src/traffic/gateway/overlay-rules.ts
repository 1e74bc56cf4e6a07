import type { BackendRef, RouteMatch, RouteRule } from '../../cluster/objects.ts';
import { isService, originalBackends, routesTo, shiftRules, type VersionNames } from './route-weights.ts';
import { type TesterMatch, testerRules } from './testers.ts';

/** Methods of users' requests. What comes with another one goes the way of the user's own route, to stable. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** What the Gateway API allows (https://gateway-api.sigs.k8s.io/reference/spec/). */
const MOST_MATCHES_OF_A_RULE = 64;
const MOST_MATCHES = 128;
const MOST_RULES = 16;

const ANY_PATH = { type: 'PathPrefix', value: '/' } as const;

/**
 * The user's rules, each match once per method. A match with a method comes before the same one without, so these win
 * wherever both apply; filters, timeouts and all else of a rule are kept. `percent` of stable's share goes to the canary.
 *
 * A rule of another service is there too when a rule of stable has its path: more headers or a higher place must keep
 * their say among rules that all have methods now. Testers come last: where they are equal, the user's rules win.
 */
export function overlayRules(
  rules: readonly RouteRule[],
  names: VersionNames,
  percent: number,
  testers: readonly TesterMatch[] = [],
): readonly RouteRule[] {
  const { stable, canary, namespace } = names;
  const cloned = touchedRules(rules, names).map((rule) => ({ ...rule, matches: byMethod(rule) }));
  const ours = testerRules(cloned, (rule) => isOfStable(rule, names), testers).map((rule) => ({
    ...rule,
    backendRefs: toCanary(rule, names),
  }));
  if (percent === 0 || !routesTo(cloned, { name: stable, namespace })) return [...cloned, ...ours];
  const shifted = shiftRules(cloned, originalBackends(cloned, { name: canary, namespace }), names, percent);
  return [...shifted, ...ours];
}

function toCanary(
  { backendRefs = [] }: RouteRule,
  { stable, canary, namespace }: VersionNames,
): readonly BackendRef[] {
  const found = backendRefs.find((backend) => isService(backend, { name: stable, namespace }));
  return found === undefined ? [] : [{ ...found, name: canary, weight: 1 }];
}

/** Why an overlay of these rules would not do what they do; undefined when it would. */
export function whyNoOverlay(
  rules: readonly RouteRule[],
  names: VersionNames,
  testers: readonly TesterMatch[] = [],
): string | undefined {
  const touched = touchedRules(rules, names);
  if (touched.some((rule) => matchesOf(rule).some(({ method }) => method !== undefined)))
    return 'a rule of it matches by method already';
  const made = overlayRules(rules, names, 0, testers);
  if (made.length > MOST_RULES)
    return `with a rule more for each tester-match it would have more rules than the Gateway API allows (${MOST_RULES})`;
  const counts = made.map(({ matches = [] }) => matches.length);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (counts.some((count) => count > MOST_MATCHES_OF_A_RULE) || total > MOST_MATCHES)
    return `with one match for each method${testers.length === 0 ? '' : ' and tester'} it would have more matches than the Gateway API allows (${MOST_MATCHES_OF_A_RULE} in a rule, ${MOST_MATCHES} in a route)`;
  return undefined;
}

/** The paths of stable's rules, as keys. */
export function pathsOf(rules: readonly RouteRule[], names: VersionNames): ReadonlySet<string> {
  return new Set(rules.filter((rule) => isOfStable(rule, names)).flatMap((rule) => pathKeys(rule)));
}

/** The paths of one rule, as keys. */
export function pathKeys(rule: RouteRule): readonly string[] {
  return matchesOf(rule).map(
    ({ path = {} }) => `${path.type ?? ANY_PATH.type} ${path.value ?? ANY_PATH.value}`,
  );
}

function touchedRules(rules: readonly RouteRule[], names: VersionNames): readonly RouteRule[] {
  const paths = pathsOf(rules, names);
  return rules.filter((rule) => isOfStable(rule, names) || pathKeys(rule).some((key) => paths.has(key)));
}

function isOfStable({ backendRefs = [] }: RouteRule, { stable, namespace }: VersionNames): boolean {
  return backendRefs.some((backend) => isService(backend, { name: stable, namespace }));
}

/** A rule without matches takes every path. */
function matchesOf({ matches }: RouteRule): readonly RouteMatch[] {
  return matches === undefined || matches.length === 0 ? [{ path: ANY_PATH }] : matches;
}

function byMethod(rule: RouteRule): readonly RouteMatch[] {
  return matchesOf(rule).flatMap((match) =>
    METHODS.map((method) => ({ ...match, path: match.path ?? ANY_PATH, method })),
  );
}
