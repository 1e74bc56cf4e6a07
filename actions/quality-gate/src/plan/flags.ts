/** Where a flag stands. */
export type FlagSource = 'test-args' | 'GOFLAGS';

/** What the gate has against a flag of the go command. */
interface FlagRule {
  readonly why: string;
  /** Where it can be said openly instead. */
  readonly instead?: string;
  /** Only GOFLAGS may not have it: there it changes the verdict without being seen. */
  readonly openly?: boolean;
  /** A flag that may be switched off; every other flag is refused whatever its value. */
  readonly boolean?: boolean;
}

const COVERAGE = { why: 'belongs to the coverage check' } as const;
const PROGRAM = { why: 'would let another program decide how it ends' } as const;
const NOT_RUN = { why: 'would compile the tests without running them', boolean: true } as const;

/**
 * Every flag that could turn a no into a yes, for go vet and go test alike, wherever it comes from. What stands neither
 * here nor in `HARMLESS` is refused as unknown.
 */
const RULES: Readonly<Record<string, FlagRule>> = {
  json: { why: 'is set where it is needed; go vet ends well with it whatever is wrong', boolean: true },
  n: { why: 'would print the commands without running them', boolean: true },
  fix: { why: 'would change the code instead of judging it', boolean: true },
  diff: { why: 'would change what is printed', boolean: true },
  vet: { why: 'is off in the tests: vet is a check of its own', instead: 'checks' },
  vettool: PROGRAM,
  exec: PROGRAM,
  toolexec: PROGRAM,
  overlay: { why: 'would judge other sources than those that are there' },
  modfile: { why: 'would judge with another go.mod than the one that is there' },
  C: { why: 'would judge another folder', instead: 'working-directory' },
  c: NOT_RUN,
  o: { why: NOT_RUN.why },
  list: { why: 'would list the tests without running them' },
  cover: { ...COVERAGE, boolean: true },
  coverprofile: COVERAGE,
  covermode: COVERAGE,
  coverpkg: { why: 'has its own input coverage-packages', instead: 'coverage-packages' },
  tags: { why: 'has its own input build-tags', instead: 'build-tags' },
  short: { why: 'has its own input short', instead: 'short', boolean: true },
  race: { why: 'has its own input race', instead: 'race', boolean: true },
  timeout: { why: 'has its own input test-timeout', instead: 'test-timeout' },
  run: { why: 'leaves tests out', instead: 'test-args', openly: true },
  skip: { why: 'leaves tests out', instead: 'test-args', openly: true },
  failfast: { why: 'leaves tests out', instead: 'test-args', openly: true, boolean: true },
  bench: { why: 'runs benchmarks', instead: 'test-args', openly: true },
  fuzz: { why: 'runs one fuzz target', instead: 'test-args', openly: true },
};

/** Flags that change neither what is judged nor how it ends. */
const HARMLESS = new Set(
  `a asan asmflags benchmem benchtime blockprofilerate buildmode buildvcs count cpu fullpath fuzzminimizetime fuzztime
  gccgoflags gcflags installsuffix ldflags linkshared mod modcacherw msan mutexprofilefraction p parallel pgo shuffle
  trimpath v work x`.split(/\s+/),
);

/** In GOFLAGS these do no harm: the gate sets its own on the command line, or wants the same. */
const HARMLESS_IN_GOFLAGS = new Set(['race', 'timeout', 'cover', 'covermode']);

/** A word of a command line, taken apart. */
function readFlag(word: string): { readonly name: string; readonly value: string | undefined } {
  const [, name = '', value] = /^--?([^=]*)(?:=([\s\S]*))?$/.exec(word) ?? [];
  return { name: name.replace(/^test\./, ''), value };
}

/** What is wrong with a flag; undefined when nothing is. */
export function flagProblem(word: string, source: FlagSource): string | undefined {
  const { name, value } = readFlag(word);
  if (name === 'count' && /^[-+]?0*$/.test(value ?? '0')) return 'would run no test';
  if (HARMLESS.has(name)) return undefined;
  const rule = RULES[name];
  if (rule === undefined)
    return source === 'GOFLAGS'
      ? 'is not known to leave the verdict alone'
      : 'is no flag of go test that is allowed here; flags of your own tests go after -args';
  if (source === 'test-args') return rule.openly === true ? undefined : rule.why;
  if (HARMLESS_IN_GOFLAGS.has(name) || (rule.boolean === true && isOff(value))) return undefined;
  return rule.instead === undefined ? rule.why : `${rule.why}: set ${rule.instead} instead`;
}

function isOff(value: string | undefined): boolean {
  return /^(0|f|false)$/i.test(value ?? '');
}

/** The words of GOFLAGS, quotes taken off as the go command does. */
function splitGoflags(goflags: string): readonly string[] {
  return [...goflags.matchAll(/(?<=^|\s)(?:'([^']*)'|"([^"]*)"|(\S+))/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? '',
  );
}

/** What GOFLAGS does to the verdict: each word with what is wrong with it. */
export function goflagsProblems(goflags: string): readonly string[] {
  return splitGoflags(goflags).flatMap((word) => {
    const problem = flagProblem(word, 'GOFLAGS');
    return problem === undefined ? [] : [`${word}, which ${problem}`];
  });
}

/** Whether GOFLAGS switches a flag on. */
export function isSetIn(goflags: string, name: string): boolean {
  return splitGoflags(goflags)
    .map(readFlag)
    .some((flag) => flag.name === name && !isOff(flag.value));
}
