import facts from './uses.json' with { type: 'json' };

/** How a workflow names our actions and the checkout. */
export interface Uses {
  /** `owner/name` of our repository. */
  readonly repository: string;
  readonly version: string;
  /** The checkout by its commit, with its version as a comment. */
  readonly checkout: string;
}

/** As the example workflow has it; `npm run generate` reads it there. */
export function loadUses(): Uses {
  return facts;
}
