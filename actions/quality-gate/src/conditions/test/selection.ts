import { splitTestArgs } from './commands.ts';

/** Which of the declared tests the user's `-run` and `-skip` leave in; the last of each wins, as for the go command. */
export function selectedTests(testArgs: readonly string[]): (name: string) => boolean {
  const { flags } = splitTestArgs(testArgs);
  const run = lastValue(flags, 'run');
  const skip = lastValue(flags, 'skip');
  const wanted = run === undefined ? () => true : matcher(run, () => true);
  // a pattern with a slash skips only what stands below a test
  const unwanted = skip === undefined ? () => false : matcher(skip, (elements) => elements === 1);
  if (wanted === undefined || unwanted === undefined) return () => false;
  return (name) => wanted(name) && !unwanted(name);
}

/** The flags that make the run smaller, as written. */
export function narrowingFlags(testArgs: readonly string[]): readonly string[] {
  return splitTestArgs(testArgs).flags.filter((flag) => /^--?(?:test\.)?(?:run|skip|failfast)\b/.test(flag));
}

function lastValue(flags: readonly string[], name: string): string | undefined {
  const pattern = new RegExp(`^--?(?:test\\.)?${name}=([\\s\\S]*)$`);
  return flags.map((flag) => pattern.exec(flag)?.[1]).findLast((value) => value !== undefined);
}

/**
 * Reads a pattern as the testing package does: alternatives apart by `|`, each an element for every level of subtests,
 * apart by `/`, matched anywhere in the name. Undefined for an expression that only Go can read: then nothing is
 * demanded by name.
 */
function matcher(
  pattern: string,
  counts: (elements: number) => boolean,
): ((name: string) => boolean) | undefined {
  try {
    const alternatives = splitOutside(pattern, '|')
      .map((part) => splitOutside(part, '/'))
      .filter((elements) => counts(elements.length))
      .map(([first = '']) => new RegExp(first, 'u'));
    return (name) => alternatives.some((expression) => expression.test(name));
  } catch {
    return undefined;
  }
}

/** Splits at a character that stands in no bracket. */
function splitOutside(text: string, separator: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? '';
    if (character === '\\') {
      parts[parts.length - 1] += text.slice(index, index + 2);
      index += 1;
      continue;
    }
    if (character === '[' || character === '(') depth += 1;
    if (character === ']' || character === ')') depth -= 1;
    if (character === separator && depth <= 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}
