import type { EventContext, Trust } from '@fairlead/core';

/** Whether the cache is read and written, and why not. */
export interface CachePolicy {
  readonly restore: boolean;
  readonly save: boolean;
  /** For people: why less than everything is done; empty when nothing is held back. */
  readonly reason: string;
}

/** What decides. */
export interface PolicyFacts {
  readonly mode: 'auto' | 'read' | 'off';
  readonly event: Pick<EventContext, 'refType'>;
  readonly trust: Pick<Trust, 'level' | 'why'>;
  /** Whether the runner offers a cache service. */
  readonly available: boolean;
}

const OFF = { restore: false, save: false };

/** Tags are built from nothing that another run wrote; untrusted code may read but never write. */
export function decideCache({ mode, event, trust, available }: PolicyFacts): CachePolicy {
  if (mode === 'off') return { ...OFF, reason: 'cache: off' };
  if (!available) return { ...OFF, reason: 'this runner offers no cache service' };
  if (mode === 'auto' && event.refType === 'tag')
    return { ...OFF, reason: 'tags are built without cache; cache: read restores for them too' };
  if (mode === 'read') return { restore: true, save: false, reason: 'cache: read' };
  if (trust.level === 'untrusted') return { restore: true, save: false, reason: `this is ${trust.why}` };
  return { restore: true, save: true, reason: '' };
}

/** Whether the runner offers a cache service: version 2 by the results address, version 1 by the cache address. */
export function hasCacheService(env: Readonly<Record<string, string | undefined>>): boolean {
  const isSet = (name: string): boolean => (env[name] ?? '') !== '';
  const address = isSet('ACTIONS_CACHE_SERVICE_V2') ? 'ACTIONS_RESULTS_URL' : 'ACTIONS_CACHE_URL';
  return isSet('ACTIONS_RUNTIME_TOKEN') && (isSet(address) || isSet('ACTIONS_CACHE_URL'));
}
