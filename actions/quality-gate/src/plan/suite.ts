import type { RuleInputs } from './rules.ts';

/** A named set of tests, and the branches and tags that it is for. */
export interface Suite {
  readonly name: string;
  /** Patterns of branch and tag names. */
  readonly refs: readonly string[];
  readonly tags: readonly string[] | undefined;
  readonly packages: readonly string[] | undefined;
  readonly skip: string | undefined;
  readonly short: boolean;
  /** The environment that it runs against. */
  readonly environment: string | undefined;
}

/** How a suite is written. */
export const SUITE =
  /^[A-Za-z][\w-]*: refs=[^\s,]+(?:,[^\s,]+)*(?: (?:tags=[\p{L}\p{N}_.]+(?:,[\p{L}\p{N}_.]+)*|packages=[^\s,-][^\s,]*(?:,[^\s,-][^\s,]*)*|skip=\S+|env=[A-Za-z][\w-]*|short))*$/u;

/** Reads a line that has the form. */
export function readSuite(line: string): Suite {
  const [name = '', ...words] = line.split(' ');
  const textOf = (key: string): string | undefined =>
    words.find((word) => word.startsWith(`${key}=`))?.slice(key.length + 1);
  return {
    name: name.replace(/:$/, ''),
    refs: textOf('refs')?.split(',') ?? [],
    tags: textOf('tags')?.split(','),
    packages: textOf('packages')?.split(','),
    skip: textOf('skip'),
    short: words.includes('short'),
    environment: textOf('env'),
  };
}

/** The suite of a name, else the first that a branch or tag is for; undefined where none is. */
export function chooseSuite(suites: readonly Suite[], name: string, refName: string): Suite | undefined {
  if (name !== '') return suites.find((suite) => suite.name === name);
  return suites.find(({ refs }) => refs.some((pattern) => refPattern(pattern).test(refName)));
}

/** As in filters of branches: `*` stays within a part of the name, `**` does not. */
function refPattern(pattern: string): RegExp {
  const parts = pattern.split(/(\*+)/).map((part) => {
    if (part === '*') return '[^/]*';
    return part.startsWith('**') ? '.*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`);
}

/** The inputs as a suite has them: what it says counts, the rest stays. */
export function applySuite<T extends Pick<RuleInputs, 'buildTags' | 'packages' | 'short' | 'testArgs'>>(
  inputs: T,
  suite: Suite | undefined,
): T {
  if (suite === undefined) return inputs;
  const { tags, packages, skip, short } = suite;
  return {
    ...inputs,
    buildTags: tags ?? inputs.buildTags,
    packages: packages ?? inputs.packages,
    short: short || inputs.short,
    // what stands behind -args goes to the tests
    testArgs: skip === undefined ? inputs.testArgs : [`-skip=${skip}`, ...inputs.testArgs],
  };
}
