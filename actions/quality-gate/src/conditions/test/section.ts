import { countOf, listSome, markdownCode, markdownDetails, markdownFence } from '@fairlead/core';
import {
  failedPackages,
  failedTests,
  failureMessage,
  type PackageResult,
  type TestResult,
  type TestRun,
} from '@fairlead/go';
import { describePackageFailure } from './obstacles.ts';

/** What is shown of the failed tests; the JUnit file has all of it. Together far below GitHub's limit of 1 MiB. */
const SHOWN = { blocks: 20, lines: 60, characters: 8_000, title: 120, names: 20 } as const;

/** Every failed test with its message in one line and its output below; empty when nothing failed. */
export function renderFailedTests(run: TestRun): string {
  const failed = failedTests(run);
  const silent = failed.filter((test) => test.outcome === 'unfinished' && test.output.length === 0);
  const spoken = failed.filter((test) => test.outcome !== 'unfinished' || test.output.length > 0);
  const packages = failedPackages(run);
  const count = spoken.length + packages.length;
  if (count === 0 && silent.length === 0) return '';
  // thousands may have failed: only what is shown is rendered
  const blocks = [
    ...spoken.slice(0, SHOWN.blocks).map(renderTest),
    ...packages.slice(0, Math.max(0, SHOWN.blocks - spoken.length)).map((item) => renderPackage(item, run)),
  ];
  const rest = count - blocks.length;
  return [
    `#### Failed tests\n\n${blocks.join('\n')}`,
    ...(rest > 0 ? [`${rest} more in the JUnit file.\n`] : []),
    ...[...Map.groupBy(silent, (test) => test.package)].slice(0, SHOWN.blocks).map(renderSilent),
  ].join('\n');
}

function renderTest(test: TestResult): string {
  const word = test.outcome === 'unfinished' ? 'did not end' : 'failed';
  const said = failureMessage(test.output)?.replaceAll(/\s+/g, ' ');
  const title = `${test.name} ${word} (${test.package})${said === undefined ? '' : `: ${cut(said)}`}`;
  return markdownDetails(title, fenceTail(test.output));
}

function renderPackage(item: PackageResult, { builds }: TestRun): string {
  const built = builds.find((build) => build.package === item.name)?.output ?? [];
  return markdownDetails(
    `${item.name} ${describePackageFailure(item)}`,
    fenceTail([...built, ...item.output]),
  );
}

function renderSilent([name, tests]: [string, readonly TestResult[]]): string {
  const names = tests.map((test) => markdownCode(test.name));
  return `Cut off before they said anything, in ${markdownCode(name)}: ${listSome(names, SHOWN.names)}.\n`;
}

function cut(text: string): string {
  return text.length <= SHOWN.title ? text : `${text.slice(0, SHOWN.title)}…`;
}

/** The last lines: they say how it ended. */
function fenceTail(output: readonly string[]): string {
  const start = Math.max(output.length - SHOWN.lines, firstWithin(output, SHOWN.characters));
  const shown = start > 0 ? [`… ${countOf(start, 'line')} above`, ...output.slice(start)] : output;
  return markdownFence(shown.join('\n') || '(no output)', 'text');
}

/** Index of the first line from which on the text has at most so many characters. */
function firstWithin(lines: readonly string[], characters: number): number {
  let left = characters;
  return (
    lines.findLastIndex((line) => {
      left -= line.length + 1;
      return left < 0;
    }) + 1
  );
}
