/** What the testing package and the go command print about the course and the end of things. */
const NOT_OWN =
  /^\s*$|^\s*--- [A-Z]+: |^=== [A-Z]+\s|^(PASS|FAIL)$|^(ok|FAIL)\s|^coverage: |^exit status \d+$|^signal: |^… \d+ lines left out …$/;

/** The last line that a test or package printed itself, for one that says in no other way why it failed. */
export function lastOwnLine(output: readonly string[]): string | undefined {
  return output.findLast((line) => !NOT_OWN.test(line))?.trim();
}
