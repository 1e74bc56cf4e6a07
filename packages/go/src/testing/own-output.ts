/** What the testing package and the go command print about the course and the end of things. */
const NOT_OWN =
  /^\s*$|^\s*--- [A-Z]+: |^=== [A-Z]+\s|^(PASS|FAIL)$|^(ok|FAIL)\s|^coverage: |^exit status \d+$|^signal: |^… \d+ lines left out …$/;

/** A longer line is a flood that somebody did not end with a break: it explains nothing. */
const LINE_CHARACTERS = 1_000;

/** The last line that a test or package printed itself, for one that says in no other way why it failed. */
export function lastOwnLine(output: readonly string[]): string | undefined {
  return output.findLast((line) => line.length <= LINE_CHARACTERS && !NOT_OWN.test(line))?.trim();
}
