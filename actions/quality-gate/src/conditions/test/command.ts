import { flagsIn } from '../../plan/goflags.ts';
import type { Rules } from '../../rules.ts';

/** Flags of `go test` that the gate sets itself, or that would leave it without a verdict. */
const OWN_FLAGS: Readonly<Record<string, string>> = {
  json: 'is always set',
  vet: 'is off here: vet is a check of its own',
  c: 'would compile the tests without running them',
  o: 'would compile the tests without running them',
  n: 'would print the commands without running them',
  list: 'would list the tests without running them',
  exec: 'would let another program decide how tests end',
  cover: 'belongs to the coverage check',
  coverprofile: 'belongs to the coverage check',
  covermode: 'belongs to the coverage check',
  coverpkg: 'has its own input coverage-packages',
  tags: 'has its own input test-tags',
  race: 'has its own input race',
  short: 'has its own input short',
  timeout: 'has its own input test-timeout',
};

/** What is wrong with one line of `test-args`; undefined when nothing is. */
function checkTestArg(arg: string): string | undefined {
  if (!arg.startsWith('-')) return 'does not begin with a dash; packages have their own input';
  const name = /^--?([^=\s]+)/.exec(arg)?.[1] ?? '';
  const own = OWN_FLAGS[name.replace(/^test\./, '')];
  if (own !== undefined) return own;
  if (name !== 'args' && /^--?[\w.]+\s/.test(arg))
    return /\s-/.test(arg)
      ? 'is several arguments: write each on a line of its own'
      : `is one argument with a space: write ${arg.replace(/\s+/, '=')}`;
  return undefined;
}

/** What is wrong with the lines of `test-args`. After `-args` everything goes to the tests unread. */
export function checkTestArgs(args: readonly string[]): readonly string[] {
  const end = args.indexOf('-args');
  return args.slice(0, end === -1 ? undefined : end).flatMap((arg) => {
    const problem = checkTestArg(arg);
    return problem === undefined ? [] : [`${JSON.stringify(arg)} ${problem}`];
  });
}

/** What `go test` is run with for one module. */
interface TestCommand {
  readonly patterns: readonly string[];
  /** Path of the profile, when coverage is measured. */
  readonly profile: string | undefined;
  /** GOFLAGS as the go command reads it. */
  readonly goflags: string;
}

/** The `go test` command line of one module. */
export function testArguments(rules: Rules, { patterns, profile, goflags }: TestCommand): readonly string[] {
  const end = rules.testArgs.indexOf('-args');
  const flags = end === -1 ? rules.testArgs : rules.testArgs.slice(0, end);
  const forTests = end === -1 ? [] : rules.testArgs.slice(end);
  return [
    'test',
    '-json',
    '-vet=off',
    `-timeout=${rules.testTimeout}ms`,
    ...(rules.testTags.length === 0 ? [] : [`-tags=${rules.testTags.join(',')}`]),
    ...(rules.race ? ['-race'] : []),
    ...(rules.short ? ['-short'] : []),
    ...(profile === undefined ? [] : coverageFlags(rules, profile, goflags)),
    ...flags,
    ...patterns,
    ...forTests,
  ];
}

function coverageFlags(rules: Rules, profile: string, goflags: string): readonly string[] {
  // the race detector refuses every other mode; which statements were reached is the same in both
  const mode = rules.race || flagsIn(goflags, ['race']).length > 0 ? 'atomic' : 'set';
  const flags = [`-covermode=${mode}`, `-coverprofile=${profile}`];
  if (rules.coveragePackages.length === 0) return flags;
  // Go's test cache has served stale profiles of other packages (golang/go#74873)
  return [...flags, `-coverpkg=${rules.coveragePackages.join(',')}`, '-count=1'];
}
