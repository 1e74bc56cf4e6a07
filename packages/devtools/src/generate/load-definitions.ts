import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ActionDefinition, actionNames, errorMessage } from '@fairlead/core';

/** The definitions that could be imported, and one line for each that could not. */
export interface Definitions {
  readonly definitions: readonly ActionDefinition[];
  readonly problems: readonly string[];
}

/** Imports `actions/NAME/src/action.ts` of every action. */
export async function loadDefinitions(root: string): Promise<Definitions> {
  const definitions: ActionDefinition[] = [];
  const problems: string[] = [];
  for (const name of actionNames) {
    const path = join(root, 'actions', name, 'src/action.ts');
    try {
      if (!existsSync(path)) throw new Error('there is no src/action.ts');
      const { action } = (await import(pathToFileURL(path).href)) as { action?: ActionDefinition };
      if (action === undefined) throw new Error('src/action.ts exports no "action"');
      if (action.name !== name) throw new Error(`its definition calls itself "${action.name}"`);
      definitions.push(action);
    } catch (error) {
      problems.push(`actions/${name}: ${errorMessage(error)}`);
    }
  }
  return { definitions, problems };
}
