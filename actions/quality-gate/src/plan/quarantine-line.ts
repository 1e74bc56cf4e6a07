/** A test that may be flaky until a day: package, test, owner, last day. */
export const QUARANTINE_LINE = /^(\S+) (Test\S*|Fuzz\S*|Example\S*) (\S+) (\d{4}-\d{2}-\d{2})$/;
