import type { Reading } from '@fairlead/core';
import { checkCompilerFlags, checkLinkerFlags } from '../flag-checks.ts';
import type { VersionVariable } from '../identity/version-variables.ts';

/** The keys of an entry of `builds`. */
export const buildKeys: Readonly<Record<keyof BuildTexts, string>> = {
  package: 'main package: a folder (`./cmd/api`) or an import path',
  name: 'how its binary is called; default: as the go command calls it',
  targets: 'platforms in place of the input',
  tags: 'build tags in place of build-tags',
  ldflags: 'flags for the linker in place of the input',
  gcflags: 'flags for the compiler in place of the input',
  cgo: 'true or false in place of the input',
  variables:
    'string variables for the linker, KEY=VALUE, beside those of the version; {version}, {commit} and {date} stand for what they say',
};

interface BuildTexts {
  readonly package: string;
  readonly name: string;
  readonly targets: string;
  readonly tags: string;
  readonly ldflags: string;
  readonly gcflags: string;
  readonly cgo: string;
  readonly variables: string;
}

/** What an entry says beside the package; what is undefined is as the inputs say. */
export interface Build {
  /** As it is written: a folder or an import path. */
  readonly package: string;
  readonly name: string | undefined;
  readonly targets: readonly string[] | undefined;
  readonly tags: readonly string[] | undefined;
  readonly ldflags: string | undefined;
  readonly gcflags: string | undefined;
  readonly cgo: boolean | undefined;
  readonly variables: readonly VersionVariable[];
}

/** Reads one entry; all that is wrong with it at once, each with its key. */
export function readBuild(entry: Readonly<Record<string, string>>): Reading<Build> {
  const problems: string[] = [];
  const say = (key: keyof BuildTexts, value: string, problem: string): void => {
    problems.push(`has ${key} ${JSON.stringify(value)}, which ${problem}`);
  };
  const textOf = (key: keyof BuildTexts, check: (text: string) => string | undefined): string | undefined => {
    const text = entry[key]?.trim();
    if (text === undefined || text === '') return undefined;
    const problem = check(text);
    if (problem !== undefined) say(key, text, problem);
    return text;
  };
  const listOf = (key: keyof BuildTexts, item: RegExp, problem: string): readonly string[] | undefined => {
    if (entry[key] === undefined) return undefined;
    const items = splitItems(entry[key]);
    for (const text of items) if (!item.test(text)) say(key, text, problem);
    return items;
  };
  const path = textOf('package', (text) =>
    /\.\.\.|[,\n!]/.test(text) ? 'is not one folder or import path' : undefined,
  );
  if (path === undefined) problems.push('has no package');
  const name = textOf('name', (text) => (/^\w[\w.-]*$/.test(text) ? undefined : 'is no name for a file'));
  const targets = listOf('targets', /./, '');
  if (targets?.length === 0) problems.push('has an empty list of targets');
  const tags = listOf('tags', /^[\w.]+$/, 'is not a build tag');
  const ldflags = textOf('ldflags', checkLinkerFlags);
  const gcflags = textOf('gcflags', checkCompilerFlags);
  const cgo = textOf('cgo', (text) =>
    /^(true|false)$/.test(text) ? undefined : 'is neither true nor false',
  );
  const variables = readVariables(entry['variables'] ?? '', (value, problem) =>
    say('variables', value, problem),
  );
  if (problems.length > 0) return { problem: problems.join(', ') };
  return {
    value: {
      package: path ?? '',
      name,
      targets,
      tags,
      ldflags,
      gcflags,
      cgo: cgo === undefined ? undefined : cgo === 'true',
      variables,
    },
  };
}

function splitItems(text: string): readonly string[] {
  return text
    .split(/[,\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** A line for each variable; the linker wants the path of its package and its name. */
function readVariables(
  text: string,
  refuse: (value: string, problem: string) => void,
): readonly VersionVariable[] {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.flatMap((line) => {
    const at = line.indexOf('=');
    const [symbol, value] = [line.slice(0, at).trim(), line.slice(at + 1)];
    if (at === -1 || !/^[^\s'"=]+\.[\p{L}_][\p{L}\p{N}_]*$/u.test(symbol))
      refuse(line, 'is not package.variable=value, such as main.region=eu');
    else if (value.includes("'") && value.includes('"'))
      refuse(line, 'has both kinds of quotes, which the go command cannot be told');
    else return [{ symbol, value }];
    return [];
  });
}
