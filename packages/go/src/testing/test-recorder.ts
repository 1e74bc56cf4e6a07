import { OutputLines } from './output-lines.ts';
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

interface OpenTest {
  readonly name: string;
  outcome: TestOutcome;
  seconds: number;
  readonly output: OutputLines;
}

interface OpenPackage {
  outcome: PackageOutcome;
  seconds: number;
  readonly output: OutputLines;
  reportedCoverage: boolean;
  buildFailed: boolean;
  cached: boolean;
  /** Key of the build that it failed with: its own or that of a package that it needs. */
  failedBuild: string | undefined;
  /** Every run of every test: with `-count` a name comes several times. */
  tests: OpenTest[];
  readonly latest: Map<string, OpenTest>;
}

/** What all tests together may keep, and what each may keep after that. */
const KEPT_CHARACTERS = 16_000_000;
const SHORT_CHARACTERS = 1_000;

/** What the testing package says about the course of things; it explains nothing. */
const COURSE = /^=== (RUN|PAUSE|CONT|NAME)\s/;
/** The end of a test. What a passed one seems to print after it comes from elsewhere. */
const VERDICT = /^\s*--- (PASS|SKIP): /;

/** Reads the stream of `go test -json` line by line, as it comes. */
export class TestRecorder {
  readonly #packages = new Map<string, OpenPackage>();
  readonly #builds = new Map<string, OutputLines>();
  readonly #stray = new OutputLines();
  /** Characters that tests which did not pass have left. */
  #kept = 0;

  /** Takes one line. Gives back the package when the line ended it. */
  add(line: string): PackageResult | undefined {
    const event = parseTestEvent(line);
    if (event === undefined) {
      if (line.trim() !== '') this.#stray.add(`${line}\n`);
      return undefined;
    }
    if (event.ImportPath !== undefined) this.#addBuild(event, event.ImportPath);
    if (event.Package === undefined) return undefined;
    const open = this.#open(event.Package);
    if (event.Test !== undefined) {
      const test = openTest(open, event.Test, event.Action);
      addToTest(open, test, event);
      if (isEnd(event.Action)) this.#limit(test.output);
      return undefined;
    }
    addToPackage(open, event);
    return isEnd(event.Action) ? closePackage(event.Package, open) : undefined;
  }

  /** The run so far; what has not ended is `unfinished` or `missing`. */
  finish(): TestRun {
    const tests = [...this.#packages].flatMap(([name, open]) => testsOf(name, open));
    return {
      packages: [...this.#packages].map(([name, open]) => closePackage(name, open)),
      tests,
      builds: this.#buildFailures(),
      counts: countTests(tests),
      strayLines: this.#stray.toArray(),
    };
  }

  /** How many tests of a package have begun. */
  testsBegun(name: string): number {
    return this.#packages.get(name)?.tests.length ?? 0;
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
        output: this.#builds.get(failedBuild ?? '')?.toArray() ?? [],
      }));
  }

  /** What ended tests may keep is bounded together: thousands of them may fail. */
  #limit(output: OutputLines): void {
    if (this.#kept > KEPT_CHARACTERS) output.shorten(SHORT_CHARACTERS);
    this.#kept += output.size;
  }

  #open(name: string): OpenPackage {
    const known = this.#packages.get(name);
    if (known !== undefined) return known;
    const open: OpenPackage = {
      outcome: 'missing',
      seconds: 0,
      output: new OutputLines(),
      reportedCoverage: false,
      buildFailed: false,
      cached: false,
      failedBuild: undefined,
      tests: [],
      latest: new Map(),
    };
    this.#packages.set(name, open);
    return open;
  }

  #addBuild(event: TestEvent, name: string): void {
    // go test that finds no room for its own files blames no package
    const output = name === '' ? this.#stray : (this.#builds.get(name) ?? new OutputLines());
    if (name !== '') this.#builds.set(name, output);
    if (event.Action === 'build-output') output.add(event.Output ?? '');
  }
}

/** The test of this name that runs; a new one when the last of this name has ended and it begins again. */
function openTest(open: OpenPackage, name: string, action: string): OpenTest {
  const known = open.latest.get(name);
  if (known !== undefined && (known.outcome === 'unfinished' || action !== 'run')) return known;
  const test: OpenTest = { name, outcome: 'unfinished', seconds: 0, output: new OutputLines() };
  open.tests.push(test);
  open.latest.set(name, test);
  return test;
}

function addToTest(open: OpenPackage, test: OpenTest, event: TestEvent): void {
  const text = event.Output ?? '';
  if (event.Action === 'output' && !COURSE.test(text)) test.output.add(text);
  if (!isEnd(event.Action)) return;
  test.outcome = event.Action;
  test.seconds = event.Elapsed ?? 0;
  // a panic of some goroutine is told as the output of whichever test has ended last
  if (event.Action !== 'fail')
    for (const line of test.output.takeAfter(VERDICT)) open.output.add(`${line}\n`);
  if (event.Action === 'pass') test.output.clear(); // thousands of passed tests must not fill the memory
}

function addToPackage(open: OpenPackage, event: TestEvent): void {
  if (event.Action === 'output') {
    const text = event.Output ?? '';
    open.output.add(text);
    if (/(^|\t)coverage: (\d|\[no statements\])/.test(text)) open.reportedCoverage = true;
    if (/^ok\s.*\(cached\)/.test(text)) open.cached = true;
    if (/^FAIL\t.*\[(build|setup) failed\]$/m.test(text)) open.buildFailed = true;
  }
  if (!isEnd(event.Action)) return;
  open.outcome = event.Action;
  open.seconds = event.Elapsed ?? 0;
  if (event.Action === 'pass') dropBenchmarks(open);
  if (event.FailedBuild === undefined) return;
  open.buildFailed = true;
  open.failedBuild = event.FailedBuild;
}

/** Benchmarks begin like tests, but only a failed one is said to have ended. */
function dropBenchmarks(open: OpenPackage): void {
  open.tests = open.tests.filter(
    (test) => !(test.outcome === 'unfinished' && test.name.startsWith('Benchmark')),
  );
}

function isEnd(action: string): action is 'pass' | 'fail' | 'skip' {
  return action === 'pass' || action === 'fail' || action === 'skip';
}

function closePackage(name: string, open: OpenPackage): PackageResult {
  const { outcome, seconds, reportedCoverage, buildFailed, cached } = open;
  const output = open.output.toArray();
  return { name, outcome, seconds, output, reportedCoverage, buildFailed, cached };
}

function testsOf(name: string, open: OpenPackage): TestResult[] {
  return open.tests.map(({ output, ...test }) => ({ package: name, ...test, output: output.toArray() }));
}
