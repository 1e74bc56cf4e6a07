import { relative, resolve } from 'node:path';
import {
  type FailurePlace,
  failureMessage,
  findCrash,
  findFailurePlace,
  lastOwnLine,
  type PackageResult,
  parseCompileErrors,
  type TestResult,
  type TestRun,
} from '@fairlead/go';
import type { Plan } from '../../plan/plan.ts';
import type { Finding } from '../../verdict/condition.ts';

/** Characters of a message that a one-line reason quotes. */
const WORDS = 160;

/** How a package ends whose tests take longer than `test-timeout`. */
const TIMEOUT = 'panic: test timed out';

/** Why a test has no end when nothing says so. */
const SILENT_END = 'its package ended by os.Exit, log.Fatal or a crash while it ran';

/** What paths are found by. */
export interface Source {
  readonly plan: Pick<Plan, 'modules'>;
  readonly workspace: string;
  /** Coverage is measured, so the compiler saw rewritten lines: its columns are not those of the file. */
  readonly rewritten: boolean;
}

/** What stands against a run, in the order in which to read it, with what the source says about it. */
export interface Obstacle {
  readonly text: string;
  /** With its package, for the evidence. */
  readonly full: string;
  readonly findings: readonly Finding[];
}

/** What failed, then the packages that failed by themselves, then what was cut off by either. */
export function listObstacles(
  failed: readonly TestResult[],
  packages: readonly PackageResult[],
  run: TestRun,
  source: Source,
): readonly Obstacle[] {
  const tests = Map.groupBy(failed, (test) => test.outcome);
  const explained = new Set(packages.map((item) => item.name));
  const owners = Map.groupBy(failed, (test) => test.name);
  const describe = (test: TestResult): Obstacle =>
    testObstacle(test, source, {
      shared: owners.get(test.name)?.some((other) => other.package !== test.package) === true,
      explained: explained.has(test.package),
    });
  return [
    ...(tests.get('fail') ?? []).map(describe),
    ...packages.map((item) => packageObstacle(item, run, source)),
    ...(tests.get('unfinished') ?? []).map(describe),
  ];
}

/** What the rest of the run says about a test. */
interface Beside {
  /** A failed test of another package has the same name. */
  readonly shared: boolean;
  /** How its package ended is told by itself. */
  readonly explained: boolean;
}

function testObstacle(test: TestResult, source: Source, { shared, explained }: Beside): Obstacle {
  const ended = test.outcome === 'fail';
  const silence = ended || explained ? undefined : SILENT_END;
  const said = firstWords(failureMessage(test.output) ?? lastOwnLine(test.output) ?? silence);
  const place = findPlace(test.output, test.package, source);
  const where = place === undefined ? '' : ` ${place.file}:${place.line}: ${place.message}`;
  const name = shared ? `${test.name} of ${test.package}` : test.name;
  return {
    text: (ended ? name : `${name} did not end`) + (said === undefined ? '' : ` (${withLimit(said)})`),
    full: `${ended ? 'failed' : 'did not end'}: ${test.package} ${test.name}${where}`,
    findings: place === undefined ? [] : [{ ...place, title: test.name }],
  };
}

function packageObstacle(item: PackageResult, run: TestRun, source: Source): Obstacle {
  const text = `${item.name} ${describePackageFailure(item)}`;
  if (item.buildFailed) return buildObstacle(item, text, run, source);
  const place = findPlace(item.output, item.name, source);
  const where = place === undefined ? '' : ` ${place.file}:${place.line}`;
  return {
    text,
    full: `${text}${where}`,
    findings: place === undefined ? [] : [{ ...place, title: item.name }],
  };
}

/** How a package failed by itself, in words that follow its name. */
export function describePackageFailure(item: PackageResult): string {
  if (item.buildFailed) return 'did not build';
  if (item.outcome === 'missing') return 'never ended';
  const crash = findCrash(item.output);
  if (crash?.startsWith(TIMEOUT) === true) return `ran out of time (${withLimit(crash)})`;
  if (crash !== undefined) return `crashed (${crash})`;
  const exit = item.output.find((line) => line.startsWith('exit status '));
  const why = [firstWords(lastOwnLine(item.output)), exit].filter((part) => part !== undefined);
  return `failed outside of its tests${why.length === 0 ? '' : ` (${why.join('; ')})`}`;
}

/** Names the input that sets how long a package's tests may take, where that was too short. */
function withLimit(said: string): string {
  return said.startsWith(TIMEOUT) ? `${said}; the input test-timeout sets it` : said;
}

/** The beginning of a message, in one line. */
function firstWords(message: string | undefined): string | undefined {
  const line = message?.replaceAll(/\s+/g, ' ').trim() ?? '';
  if (line === '') return undefined;
  return line.length > WORDS ? `${line.slice(0, WORDS)}…` : line;
}

function buildObstacle(
  { name }: PackageResult,
  text: string,
  { builds }: TestRun,
  { plan, workspace, rewritten }: Source,
): Obstacle {
  const output = builds.filter((build) => build.package === name).flatMap((build) => build.output);
  const cwd = partOf(plan, name)?.cwd ?? workspace;
  const errors = parseCompileErrors(output.join('\n'), { cwd, root: workspace });
  const title = `${name} does not build`;
  const findings = errors.map(({ file, line, column, message }) => ({
    file,
    line,
    column: rewritten ? undefined : column,
    title,
    message,
  }));
  const [first] = findings;
  const said =
    first === undefined // an import cycle has no place of its own
      ? firstWords(output.filter((line) => !line.startsWith('# ')).join(' '))
      : `${first.file}:${first.line}: ${firstWords(first.message)}`;
  const full = said === undefined ? text : `${text} (${said})`;
  return { text: full, full, findings };
}

/** Where output points to, with the file relative to the workspace. */
function findPlace(
  output: readonly string[],
  importPath: string,
  { plan, workspace }: Source,
): FailurePlace | undefined {
  const packages = partOf(plan, importPath)?.packages ?? [];
  const folder = packages.find((item) => item.importPath === importPath)?.dir ?? workspace;
  const place = findFailurePlace(output, folder);
  return place && { ...place, file: relative(workspace, resolve(folder, place.file)) };
}

function partOf(plan: Source['plan'], importPath: string): Plan['modules'][number] | undefined {
  return plan.modules.find((part) => part.packages.some((item) => item.importPath === importPath));
}
