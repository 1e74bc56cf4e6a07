import { parseTestEvent, type TestEvent } from './test-events.ts';
import {
  type BuildFailure,
  countTests,
  type PackageOutcome,
  type PackageResult,
  type TestOutcome,
  type TestResult,
  type TestRun,
} from './test-run.ts';

/** Lines kept for one test or package: the first ones tell what, the last ones how it ended. */
const KEPT_LINES = 400;

interface OpenTest {
  outcome: TestOutcome;
  seconds: number;
  output: string[];
}

interface OpenPackage {
  outcome: PackageOutcome;
  seconds: number;
  output: string[];
  reportedCoverage: boolean;
  buildFailed: boolean;
  cached: boolean;
  /** Key of the build that it failed with: its own or that of a package that it needs. */
  failedBuild: string | undefined;
  readonly tests: Map<string, OpenTest>;
}

/** Reads the stream of `go test -json` line by line, as it comes. */
export class TestRecorder {
  readonly #packages = new Map<string, OpenPackage>();
  readonly #builds = new Map<string, string[]>();
  readonly #stray: string[] = [];

  /** Takes one line. Gives back the package when the line ended it. */
  add(line: string): PackageResult | undefined {
    const event = parseTestEvent(line);
    if (event === undefined) {
      if (line.trim() !== '') keep(this.#stray, line);
      return undefined;
    }
    if (event.ImportPath !== undefined) this.#addBuild(event, event.ImportPath);
    if (event.Package === undefined) return undefined;
    const open = this.#open(event.Package);
    if (event.Test !== undefined) addToTest(openTest(open, event.Test), event);
    else addToPackage(open, event);
    const ended = event.Test === undefined && isPackageEnd(event.Action);
    return ended ? closePackage(event.Package, open) : undefined;
  }

  /** The run so far; what has not ended is `unfinished` or `missing`. */
  finish(): TestRun {
    const tests = [...this.#packages].flatMap(([name, open]) => testsOf(name, open));
    return {
      packages: [...this.#packages].map(([name, open]) => closePackage(name, open)),
      tests,
      builds: this.#buildFailures(),
      counts: countTests(tests),
      strayLines: this.#stray,
    };
  }

  /** The tests of a package that have not passed and were not skipped. */
  failuresOf(name: string): readonly TestResult[] {
    const open = this.#packages.get(name);
    if (open === undefined) return [];
    return testsOf(name, open).filter(({ outcome }) => outcome === 'fail' || outcome === 'unfinished');
  }

  /** Every package that did not build, with the output of the build that it failed with. */
  #buildFailures(): BuildFailure[] {
    return [...this.#packages]
      .filter(([, open]) => open.buildFailed)
      .map(([name, { failedBuild }]) => ({
        package: name,
        output: this.#builds.get(failedBuild ?? '') ?? [],
      }));
  }

  #open(name: string): OpenPackage {
    const known = this.#packages.get(name);
    if (known !== undefined) return known;
    const open: OpenPackage = {
      outcome: 'missing',
      seconds: 0,
      output: [],
      reportedCoverage: false,
      buildFailed: false,
      cached: false,
      failedBuild: undefined,
      tests: new Map(),
    };
    this.#packages.set(name, open);
    return open;
  }

  #addBuild(event: TestEvent, name: string): void {
    const output = this.#builds.get(name) ?? [];
    this.#builds.set(name, output);
    if (event.Action === 'build-output') keep(output, withoutBreak(event.Output ?? ''));
  }
}

function openTest(open: OpenPackage, name: string): OpenTest {
  const known = open.tests.get(name);
  if (known !== undefined) return known;
  const test: OpenTest = { outcome: 'unfinished', seconds: 0, output: [] };
  open.tests.set(name, test);
  return test;
}

function addToTest(test: OpenTest, event: TestEvent): void {
  if (event.Action === 'output') keep(test.output, withoutBreak(event.Output ?? ''));
  if (event.Action !== 'pass' && event.Action !== 'fail' && event.Action !== 'skip') return;
  test.outcome = event.Action;
  test.seconds = event.Elapsed ?? 0;
  if (event.Action === 'pass') test.output = []; // thousands of passed tests must not fill the memory
}

function addToPackage(open: OpenPackage, event: TestEvent): void {
  const output = withoutBreak(event.Output ?? '');
  if (event.Action === 'output') {
    keep(open.output, output);
    if (/(^|\t)coverage: (\d|\[no statements\])/.test(output)) open.reportedCoverage = true;
    if (/^ok\s.*\(cached\)/.test(output)) open.cached = true;
    if (/^FAIL\t.*\[(build|setup) failed\]$/.test(output)) open.buildFailed = true;
  }
  if (!isPackageEnd(event.Action)) return;
  open.outcome = event.Action;
  open.seconds = event.Elapsed ?? 0;
  if (event.FailedBuild === undefined) return;
  open.buildFailed = true;
  open.failedBuild = event.FailedBuild;
}

function isPackageEnd(action: string): action is 'pass' | 'fail' | 'skip' {
  return action === 'pass' || action === 'fail' || action === 'skip';
}

function closePackage(name: string, { tests: _, failedBuild: __, ...open }: OpenPackage): PackageResult {
  return { name, ...open };
}

function testsOf(name: string, open: OpenPackage): TestResult[] {
  return [...open.tests].map(([test, result]) => ({ package: name, name: test, ...result }));
}

function keep(lines: string[], line: string): void {
  lines.push(line);
  if (lines.length > KEPT_LINES) lines.splice(KEPT_LINES / 2, 1);
}

function withoutBreak(text: string): string {
  return text.replace(/\r?\n$/, '');
}
