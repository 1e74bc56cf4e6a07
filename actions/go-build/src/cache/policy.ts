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
  readonly mode: 'auto' | 'read' | 'write' | 'off';
  readonly event: Pick<EventContext, 'refType' | 'onDefaultBranch' | 'defaultBranch'>;
  readonly trust: Pick<Trust, 'level' | 'why'>;
  /** Why the runner has no cache service to use; empty when it has one. */
  readonly lack: string;
}

const OFF = { restore: false, save: false };

/**
 * Tags are built from nothing that another run wrote, unless asked; untrusted code may read but never write; one branch
 * writes what all others read, and another only what it was asked to, which dies with it.
 */
export function decideCache({ mode, event, trust, lack }: PolicyFacts): CachePolicy {
  if (mode === 'off') return { ...OFF, reason: 'cache: off' };
  if (lack !== '') return { ...OFF, reason: lack };
  if (mode === 'auto' && event.refType === 'tag')
    return { ...OFF, reason: 'tags are built without cache; cache: read restores for them too' };
  if (mode === 'read') return { restore: true, save: false, reason: 'cache: read' };
  if (trust.level === 'untrusted') return { restore: true, save: false, reason: `this is ${trust.why}` };
  if (mode === 'auto' && !event.onDefaultBranch)
    return {
      restore: true,
      save: false,
      reason: `only ${event.defaultBranch} saves; cache: write saves here too`,
    };
  return { restore: true, save: true, reason: '' };
}
