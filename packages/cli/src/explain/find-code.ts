import { type ActionFacts, coreErrorCodes, type ErrorCodes, portErrorCodes } from '@fairlead/core';

/** One failure code, as everybody who can end with it documents it. */
export interface ExplainedCode {
  readonly code: string;
  readonly meaning: string;
  readonly fix: string;
  /** Actions that can end with it. */
  readonly actions: readonly string[];
  /** Where the table with it stands. */
  readonly docs: string;
}

const TREE = 'https://github.com/fairlead-actions/fairlead/tree/v1';

/** All codes by name. An action that documents a code of a shared package in its own words has an entry of its own. */
export function listCodes(actions: readonly ActionFacts[]): readonly ExplainedCode[] {
  const found = new Map<string, ExplainedCode>();
  const add = (name: string, codes: ErrorCodes): void => {
    for (const [code, { meaning, fix }] of Object.entries(codes)) {
      const key = JSON.stringify([code, meaning, fix]);
      const known = found.get(key);
      const docs = `${TREE}/actions/${name}#failure-codes`;
      if (known === undefined) found.set(key, { code, meaning, fix, actions: [name], docs });
      else found.set(key, { ...known, actions: [...known.actions, name] });
    }
  };
  for (const { name, codes } of actions) add(name, { ...coreErrorCodes, ...codes });
  const listed = [...found.values()];
  const others = Object.entries(portErrorCodes).filter(([code]) => !listed.some((one) => one.code === code));
  const rest = others.map(([code, texts]) => ({ code, ...texts, actions: [], docs: TREE }));
  return [...listed, ...rest].sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
}

/** The entries of a code, written in any case and with `-` or `_`. */
export function findCode(codes: readonly ExplainedCode[], asked: string): readonly ExplainedCode[] {
  const code = codeOf(asked);
  return codes.filter((entry) => entry.code === code);
}

/** How a code is spelt that somebody typed or copied with what stands behind it. */
export function codeOf(asked: string): string {
  return asked
    .trim()
    .replace(/:.*$/s, '')
    .toUpperCase()
    .replaceAll(/[\s-]+/g, '_');
}
