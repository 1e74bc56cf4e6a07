import { escapeXml } from '../output/escape-xml.ts';
import { failureMessage } from './failure-place.ts';
import { failedPackages, findCrash, type PackageResult, type TestResult, type TestRun } from './test-run.ts';

/** Readers show the message in one line; the whole output stands below it. */
const MESSAGE_CHARACTERS = 300;

/**
 * Renders a run as JUnit XML, one suite for each package that has tests or failed without any. Counts are those of
 * `go test -json`: subtests are cases of their own. A package that failed outside of its tests gets a case of its own
 * with an `error`, so a reader of the file never sees a green suite for it.
 */
export function renderJunit(run: TestRun, startedAt: Date): string {
  const timestamp = startedAt.toISOString().replace(/\.\d+Z$/, 'Z');
  const alone = new Set(failedPackages(run));
  const suites = run.packages.flatMap((item) => {
    const tests = run.tests.filter((test) => test.package === item.name);
    const builds = run.builds.filter((build) => build.package === item.name).flatMap((build) => build.output);
    const cases = [...tests.map(renderCase), ...(alone.has(item) ? [renderPackageError(item, builds)] : [])];
    return cases.length === 0 ? [] : [renderSuite(item, tests, cases, timestamp)];
  });
  const { passed, failed, skipped } = run.counts;
  const seconds = run.packages.reduce((sum, item) => sum + item.seconds, 0);
  const head = attributes({
    name: 'go test',
    tests: passed + failed + skipped + alone.size,
    failures: failed,
    errors: alone.size,
    skipped,
    time: seconds.toFixed(3),
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${head}>\n${suites.join('')}</testsuites>\n`;
}

function renderSuite(
  item: PackageResult,
  tests: readonly TestResult[],
  cases: readonly string[],
  timestamp: string,
): string {
  const failures = tests.filter((test) => test.outcome === 'fail' || test.outcome === 'unfinished').length;
  const head = attributes({
    name: item.name,
    tests: cases.length,
    failures,
    errors: cases.length - tests.length,
    skipped: tests.filter((test) => test.outcome === 'skip').length,
    time: item.seconds.toFixed(3),
    timestamp,
  });
  return `  <testsuite${head}>\n${cases.join('')}  </testsuite>\n`;
}

function renderCase(test: TestResult): string {
  const head = attributes({ classname: test.package, name: test.name, time: test.seconds.toFixed(3) });
  if (test.outcome === 'pass') return `    <testcase${head}/>\n`;
  const text = escapeXml(test.output.join('\n'));
  const said = failureMessage(test.output)?.replaceAll(/\s+/g, ' ').slice(0, MESSAGE_CHARACTERS);
  if (test.outcome === 'skip') {
    const why = said === undefined ? '' : attributes({ message: said });
    return `    <testcase${head}><skipped${why}>${text}</skipped></testcase>\n`;
  }
  const [type, silent] = test.outcome === 'fail' ? ['failed', 'failed'] : ['unfinished', 'did not end'];
  const why = attributes({ message: said ?? silent, type });
  return `    <testcase${head}><failure${why}>${text}</failure></testcase>\n`;
}

function renderPackageError(item: PackageResult, builds: readonly string[]): string {
  const type = item.buildFailed ? 'build' : 'package';
  const message = describeFailure(item);
  const head = attributes({ classname: item.name, name: '(package)', time: item.seconds.toFixed(3) });
  const text = escapeXml([...builds, ...item.output].join('\n'));
  return `    <testcase${head}><error${attributes({ message, type })}>${text}</error></testcase>\n`;
}

function describeFailure({ buildFailed, outcome, output }: PackageResult): string {
  if (buildFailed) return 'build failed';
  if (outcome === 'missing') return 'the package never ended';
  return findCrash(output) ?? 'the package failed outside of its tests';
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('');
}
