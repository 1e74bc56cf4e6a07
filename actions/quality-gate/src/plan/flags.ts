import { checkFlags, checkToolFlags, findFlag, goTestFlags, readGoflags, splitFlags } from '@fairlead/go';

/** Where a flag stands; `command` is the command line of everything but go test. */
export type FlagSource = 'test-args' | 'command' | 'GOFLAGS';

/** What the gate has against a flag that only changes what is built, run or counted. */
interface NarrowingRule {
  readonly why: string;
  /** Where it can be said openly instead. */
  readonly instead?: string;
  /** Only GOFLAGS may not have it: there it changes the verdict without being seen. */
  readonly openly?: boolean;
  /** A flag that may be switched off; every other flag is refused whatever its value. */
  readonly boolean?: boolean;
}

const COVERAGE = { why: 'belongs to the coverage check' } as const;

/**
 * Flags that could turn a no into a yes because they narrow what is judged. Which flags there are, and which choose
 * programs or files, packages/go says.
 */
const NARROWING: Readonly<Record<string, NarrowingRule>> = {
  json: { why: 'is set where it is needed; go vet ends well with it whatever is wrong', boolean: true },
  n: { why: 'would print the commands without running them', boolean: true },
  fix: { why: 'would change the code instead of judging it', boolean: true },
  diff: { why: 'would change what is printed', boolean: true },
  vet: { why: 'is a check of its own, and without it go test vets what it runs', instead: 'checks' },
  c: { why: 'would compile the tests without running them', boolean: true },
  list: { why: 'would list the tests without running them' },
  cover: COVERAGE,
  coverprofile: COVERAGE,
  covermode: COVERAGE,
  coverpkg: { why: 'has its own input coverage-packages', instead: 'coverage-packages' },
  tags: { why: 'has its own input build-tags', instead: 'build-tags' },
  short: { why: 'has its own input short', instead: 'short', boolean: true },
  race: { why: 'has its own input race', instead: 'race' },
  timeout: { why: 'has its own input test-timeout', instead: 'test-timeout' },
  run: { why: 'leaves tests out', instead: 'test-args', openly: true },
  skip: { why: 'leaves tests out', instead: 'test-args', openly: true },
  failfast: { why: 'leaves tests out', instead: 'test-args', openly: true, boolean: true },
  bench: { why: 'runs benchmarks', instead: 'test-args', openly: true },
  fuzz: { why: 'runs one fuzz target', instead: 'test-args', openly: true },
};

/** In GOFLAGS these do no harm: the gate sets its own on the command line, or wants the same. */
const HARMLESS_IN_GOFLAGS = new Set(['race', 'timeout', 'cover', 'covermode']);

/** What is wrong with a flag; undefined when nothing is. */
export function flagProblem(word: string, source: FlagSource): string | undefined {
  const { name = '', value } = findFlag(word, goTestFlags) ?? {};
  if (name === 'count' && /^[-+]?0*$/.test(value ?? '0')) return 'would run no test';
  const rule = Object.hasOwn(NARROWING, name) ? NARROWING[name] : undefined;
  if (rule === undefined) return choiceProblem(word, name, value, source);
  if (source === 'test-args' && rule.openly === true) return valueProblem(word, source);
  if (source !== 'GOFLAGS') return rule.why;
  if (HARMLESS_IN_GOFLAGS.has(name) || (rule.boolean === true && isOff(value))) return undefined;
  return rule.instead === undefined ? rule.why : `${rule.why}: set ${rule.instead} instead`;
}

/** A flag that chooses a program or files, or that nobody knows. */
function choiceProblem(
  word: string,
  name: string,
  value: string | undefined,
  source: FlagSource,
): string | undefined {
  const inner = value === undefined ? undefined : checkToolFlags(name, value);
  const { programs, unknown } = inner ?? checkFlags([word], goTestFlags);
  if (programs.length > 0)
    return `would let another program or other files decide how it ends${inner === undefined ? '' : ` (${programs.join(', ')})`}`;
  if (unknown.length === 0) return valueProblem(word, source);
  return source === 'test-args'
    ? 'is no flag of go test that is allowed here; flags of your own tests go after -args'
    : 'is not known to leave the verdict alone';
}

/** Without its value a flag would swallow the next word, which was judged as another flag. */
function valueProblem(word: string, source: FlagSource): string | undefined {
  const where = source === 'test-args' ? 'test-args: ' : '';
  return checkFlags([word], goTestFlags).problems.length > 0
    ? `needs a value: write ${where}${word}=…`
    : undefined;
}

function isOff(value: string | undefined): boolean {
  return /^(0|f|false)$/i.test(value ?? '');
}

/** What GOFLAGS does to the verdict: each word with what is wrong with it. */
export function goflagsProblems(goflags: string): readonly string[] {
  const words = splitFlags(goflags);
  if (words === undefined) return ['a quote without an end, which nobody can read'];
  return words.flatMap((word) => {
    const problem = flagProblem(word, 'GOFLAGS');
    return problem === undefined ? [] : [`${word}, which ${problem}`];
  });
}

/** Whether GOFLAGS switches a flag on. */
export function isSetIn(goflags: string, name: string): boolean {
  return readGoflags(goflags).some((flag) => flag.name === name && !isOff(flag.value));
}
