import type { Target } from '../cluster/target.ts';
import { gateway } from './gateway/gateway.ts';
import type { Provider, Traffic, TrafficRecord } from './provider.ts';
import { replicas } from './replicas/replicas.ts';
import { selector } from './selector/selector.ts';
import type { Strategy } from './strategy.ts';

/** All ways to shift traffic, in the order in which `auto` asks them. */
export const PROVIDERS: readonly Provider[] = [gateway, selector, replicas];

/** Their names, for messages. */
export const PROVIDER_NAMES: readonly string[] = PROVIDERS.map(({ name }) => name);

/** Those that `auto` asks for a strategy. */
export function autoProviders(strategy: Strategy, all: readonly Provider[] = PROVIDERS): readonly Provider[] {
  return all.filter(({ onlyByName, strategies }) => onlyByName !== true && strategies.includes(strategy));
}

/** What the input `route` can name: `HTTPRoute`. */
export const ROUTE_KINDS: string = anyOf(PROVIDERS.flatMap(({ route }) => route ?? []));

/** Everything that nobody else may write to while a canary runs, by whichever provider. */
export const HELD_IN: string = anyOf(PROVIDERS.map(({ heldIn }) => heldIn));

/** `a`, `a or b`, `a, b or c`; each once. */
export function anyOf(words: readonly string[]): string {
  const some = [...new Set(words)];
  const last = some.pop() ?? '';
  return some.length === 0 ? last : `${some.join(', ')} or ${last}`;
}

/** The provider of a name; undefined for one that this version does not know. */
export function findProvider(name: string): Provider | undefined {
  return PROVIDERS.find((provider) => provider.name === name);
}

/** The provider that a plan or a journal names. Journals with other names are refused where they are read. */
export function providerOf({ provider }: Pick<TrafficRecord, 'provider'>): Provider {
  const found = findProvider(provider);
  if (found === undefined) throw new TypeError(`there is no traffic provider ${provider}`);
  return found;
}

/** The traffic of the canary that a record speaks of. */
export function openTraffic(target: Target, record: TrafficRecord): Traffic {
  return providerOf(record).open(target, record);
}
