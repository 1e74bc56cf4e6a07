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
  readonly tests: Map<string, OpenTest>;
}

/** Reads the stream of `go test -json` line by line, as it comes. */
export class TestRecorder {
  readonly #packages = new Map<string, OpenPackage>();
  readonly #builds = new Map<string, string[]>();
  readonly #failedBuilds = new Set<string>();
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
    const tests = [...this.#packages].flatMap(([name, open]) =>
      [...open.tests].map(([test, result]): TestResult => ({ package: name, name: test, ...result })),
    );
    const builds = [...this.#builds].filter(([name]) => this.#failedBuilds.has(name));
    return {
      packages: [...this.#packages].map(([name, open]) => closePackage(name, open)),
      tests,
      builds: builds.map(([name, output]): BuildFailure => ({ package: plainPackage(name), output })),
      counts: countTests(tests),
      strayLines: this.#stray,
    };
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
      tests: new Map(),
    };
    this.#packages.set(name, open);
    return open;
  }

  #addBuild(event: TestEvent, name: string): void {
    const output = this.#builds.get(name) ?? [];
    this.#builds.set(name, output);
    if (event.Action === 'build-output') keep(output, withoutBreak(event.Output ?? ''));
    if (event.Action === 'build-fail') this.#failedBuilds.add(name);
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
  if (event.FailedBuild !== undefined) open.buildFailed = true;
}

function isPackageEnd(action: string): action is 'pass' | 'fail' | 'skip' {
  return action === 'pass' || action === 'fail' || action === 'skip';
}

function closePackage(name: string, { tests: _, ...open }: OpenPackage): PackageResult {
  return { name, ...open };
}

function keep(lines: string[], line: string): void {
  lines.push(line);
  if (lines.length > KEPT_LINES) lines.splice(KEPT_LINES / 2, 1);
}

function withoutBreak(text: string): string {
  return text.replace(/\r?\n$/, '');
}

/** `example.com/m/x [example.com/m/x.test]` is the package with its tests compiled in. */
function plainPackage(name: string): string {
  return name.replace(/ \[.*\]$/, '').replace(/_test$/, '');
}
