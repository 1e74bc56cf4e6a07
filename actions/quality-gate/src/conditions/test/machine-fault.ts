import type { ExecResult, MinedEnding } from '@fairlead/core';
import { findMachineFault, type PackageResult, type TestRun } from '@fairlead/go';

/** How go test tells the end of a test binary that the system ended, or for which there was no room to begin. */
const BINARY_ENDED = /^(?:signal: killed|fork\/exec \S+: .+)$/;

/** How the testing package tells that it could not write the profile. */
const PROFILE_UNWRITTEN = /^error generating coverage report: .+/;

/** go test ends binaries itself that do not heed their time limit; then it says so. */
const OUT_OF_TIME = '*** Test killed';

/**
 * What the machine did to a run of the tests. The words of the go command and of the compilers count, and what go test
 * says of the end of a test binary; what the tests print is theirs.
 */
export function findTestFault(run: TestRun, { stderr, exitCode }: ExecResult): MinedEnding | undefined {
  const builds = run.builds.flatMap((build) => build.output);
  const found = findMachineFault(
    [stderr, ...run.strayLines, ...builds, `exit status ${exitCode}`].join('\n'),
  );
  if (found !== undefined) return found;
  for (const item of run.packages.filter(({ outcome }) => outcome === 'fail')) {
    const fault = findMachineFault(wordsAboutEnd(item, run).join('\n'));
    if (fault !== undefined) return { ...fault, line: `${item.name}: ${fault.line}` };
  }
  return undefined;
}

/** go test puts the end of a binary into the output of the test that was running, else into that of the package. */
function wordsAboutEnd({ name, output }: PackageResult, { tests }: TestRun): readonly string[] {
  const cutOff = tests.filter((test) => test.package === name && test.outcome === 'unfinished');
  const lines = [...output, ...cutOff.flatMap((test) => test.output.slice(-1))].map((line) => line.trim());
  if (lines.some((line) => line.startsWith(OUT_OF_TIME))) return [];
  return lines.filter((line) => BINARY_ENDED.test(line) || PROFILE_UNWRITTEN.test(line));
}
