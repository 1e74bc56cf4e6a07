import { coreErrorCodes, portErrorCodes } from '@fairlead/core';
import { loadDefinitions, REPOSITORY_ROOT } from '@fairlead/devtools';
import { describe, expect, it } from 'vitest';
import { reachableFrom } from './support/reachable.ts';
import { readSources, type SourceFile } from './support/sources.ts';

const { definitions } = await loadDefinitions(REPOSITORY_ROOT);

/** Tables that document codes are no evidence that something throws them. */
const isTable = ({ path }: SourceFile): boolean => path.endsWith('codes.ts');
/** Names of the operating system's errors, which look like codes but are read, not thrown. */
const isSystemError = (code: string): boolean => /^E[A-Z]+$/.test(code);

function thrownIn(files: readonly SourceFile[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const { path, text } of files.filter((file) => !isTable(file))) {
    for (const [, code = ''] of text.matchAll(/\bcode: '([A-Z][A-Z0-9_]+)'/g)) {
      if (!isSystemError(code)) found.set(code, path);
    }
  }
  return found;
}

it('the core documents no code that it does not throw', async () => {
  const text = (await readSources('packages/core/src', ['.ts']))
    .flatMap((file) => (isTable(file) ? [] : [file.text]))
    .join('\n');
  const codes = Object.keys({ ...coreErrorCodes, ...portErrorCodes });
  expect(codes.filter((code) => !text.includes(`'${code}'`))).toEqual([]);
});

describe.each(definitions)('$name', (action) => {
  const files = reachableFrom(`actions/${action.name}/src/main.ts`);
  const documented = { ...coreErrorCodes, ...portErrorCodes, ...action.codes };

  it('documents every code that it can end with', () => {
    expect(files.length).toBeGreaterThan(40);
    const missing = [...thrownIn(files)]
      .filter(([code]) => !(code in documented))
      .map((pair) => pair.join(' in '));
    expect(missing).toEqual([]);
  });

  it('documents no code that nothing throws', () => {
    const text = files.flatMap((file) => (isTable(file) ? [] : [file.text])).join('\n');
    expect(Object.keys(action.codes).filter((code) => !text.includes(`'${code}'`))).toEqual([]);
  });
});
