import { join } from 'node:path';
import { type Command, goCommand, isArgs, type OwnFlags } from '../../plan/command.ts';
import { flagProblem, isSetIn } from '../../plan/flags.ts';
import type { ModulePlan, Plan } from '../../plan/plan.ts';
import type { Rules } from '../../plan/rules.ts';
import { runsAnew } from '../../plan/runs-anew.ts';
import { testParts } from './test-parts.ts';

/** What is wrong with one line of `test-args`; undefined when nothing is. */
function checkTestArg(arg: string): string | undefined {
  if (!arg.startsWith('-')) return 'does not begin with a dash; packages have their own input';
  if (/^--?[\w.]+\s/.test(arg))
    return /\s-/.test(arg)
      ? 'is several arguments: write each on a line of its own'
      : `is one argument with a space: write test-args: ${arg.replace(/\s+/, '=')}`;
  return flagProblem(arg, 'test-args');
}

/** What is wrong with the lines of `test-args`. After `-args` everything goes to the tests unread. */
export function checkTestArgs(args: readonly string[]): readonly string[] {
  return splitTestArgs(args).flags.flatMap((arg) => {
    const problem = checkTestArg(arg);
    return problem === undefined ? [] : [`${JSON.stringify(arg)} ${problem}`];
  });
}

/** The flags of go test, and what goes to the tests, `-args` included. */
export function splitTestArgs(args: readonly string[]): {
  readonly flags: readonly string[];
  readonly forTests: readonly string[];
} {
  const end = args.findIndex(isArgs);
  return end === -1
    ? { flags: args, forTests: [] }
    : { flags: args.slice(0, end), forTests: args.slice(end) };
}

/** A `go test` command. */
export interface TestCommand extends Command {
  /** What it tests. */
  readonly part: ModulePlan;
  /** Absolute path of the coverage profile that it writes; undefined when it measures none. */
  readonly profile: string | undefined;
}

/** The `go test` commands, one for each part of a module. */
export function testCommands(plan: Plan, rules: Rules, reportFolder: string): readonly TestCommand[] {
  const { flags, forTests } = splitTestArgs(rules.testArgs);
  return testParts(plan, rules).map(({ part, isMeasured }, index) => {
    const profile = isMeasured ? join(reportFolder, `coverage-${index}.out`) : undefined;
    const own = {
      json: true,
      ...(rules.checks.has('vet') ? { vet: 'off' } : {}), // else what go test itself vets is looked at by nobody
      timeout: `${rules.testTimeout}ms`,
      race: rules.race,
      short: rules.short,
      ...(profile === undefined ? {} : coverageFlags(rules, profile, plan.goflags)),
      ...(runsAnew(rules) ? { count: '1' } : {}),
    };
    return { ...goCommand(part, rules, ['test', ...flags], { own, forTests }), part, profile };
  });
}

function coverageFlags(rules: Rules, profile: string, goflags: string): OwnFlags {
  // the race detector refuses every other mode; which statements were reached is the same in both
  const mode = rules.race || isSetIn(goflags, 'race') ? 'atomic' : 'set';
  const flags = { covermode: mode, coverprofile: profile };
  if (rules.coveragePackages.length === 0) return flags;
  return { ...flags, coverpkg: rules.coveragePackages.join(',') };
}
