import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { errorMessage } from '@fairlead/core';
import { OWN_OPTIONS } from './inputs-from-options.ts';
import type { RunResult } from './run-action.ts';

/** What each option writes. */
const CONTENTS: Readonly<Record<string, (result: RunResult) => string>> = {
  'summary-to': ({ summary }) => summary,
  'outputs-to': ({ outputs }) => `${JSON.stringify(outputs, undefined, 2)}\n`,
};

type Own = Readonly<Record<string, string>>;

/** Writes each file that was asked for; gives what could not be written, which keeps none of the others back. */
export async function writeResultFiles(result: RunResult, own: Own, cwd: string): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { name, path } of filesOf(own, cwd)) {
    try {
      await writeFile(path, CONTENTS[name]?.(result) ?? '');
    } catch (error) {
      problems.push(`--${name}: ${path} could not be written: ${errorMessage(error)}`);
    }
  }
  return problems;
}

function filesOf(own: Own, cwd: string): readonly { readonly name: string; readonly path: string }[] {
  return Object.keys(OWN_OPTIONS).flatMap((name) => {
    const value = own[name];
    return value === undefined ? [] : [{ name, path: resolve(cwd, value) }];
  });
}
