import { QUARANTINE_LINE } from '../../../plan/quarantine-line.ts';

/** A test that may be flaky until a day, because somebody looks after it. */
export interface Quarantine {
  /** Import path, or its end. */
  readonly package: string;
  readonly test: string;
  readonly owner: string;
  /** The last day that counts, as `2026-12-31`. */
  readonly until: string;
}

/** Reads a line that has the form. */
export function readQuarantine(line: string): Quarantine {
  const [, name = '', test = '', owner = '', until = ''] = QUARANTINE_LINE.exec(line) ?? [];
  return { package: name, test, owner, until };
}

/** The entry for a test that still counts, and one that has expired. */
export function findQuarantine(
  entries: readonly Quarantine[],
  test: { readonly package: string; readonly name: string },
  today: string,
): { readonly valid?: Quarantine; readonly expired?: Quarantine } {
  const [top = ''] = test.name.split('/');
  const own = entries.filter(
    (entry) =>
      (test.package === entry.package || test.package.endsWith(`/${entry.package}`)) &&
      (entry.test === test.name || entry.test === top),
  );
  const valid = own.find(({ until }) => until >= today);
  if (valid !== undefined) return { valid };
  return own[0] === undefined ? {} : { expired: own[0] };
}
