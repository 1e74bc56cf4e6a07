import type { ActionFacts } from '@fairlead/core';
import facts from './actions.json' with { type: 'json' };

/** What the actions' definitions say, in their usual order; `npm run generate` writes it from them. */
export function loadActions(): readonly ActionFacts[] {
  return facts as unknown as readonly ActionFacts[];
}
