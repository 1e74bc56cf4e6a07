import { describe, expect, it } from 'vitest';
import {
  type Named,
  nameIgnore,
  readSecretIgnore,
  sortBySecretIgnores,
} from '../../src/conditions/secrets/ignores.ts';
import type { SecretIgnore } from '../../src/rule/secret-ignore.ts';

const PRINT = 'f0123456789abcdef';
const good = { path: 'a/**', reason: 'made for a test', expires: '2027-01-31' };

describe('an ignore of a find', () => {
  it.each([
    [good, { ...good, fingerprint: undefined }],
    [
      { fingerprint: PRINT, reason: ' r ', expires: '2027-01-31' },
      { path: undefined, fingerprint: PRINT, reason: 'r', expires: '2027-01-31' },
    ],
  ])('is read: %j', (entry, value) => {
    expect(readSecretIgnore(entry)).toEqual({ value });
  });

  it.each<[Record<string, string>, string]>([
    [{ reason: 'r', expires: '2027-01-31' }, 'has neither path nor fingerprint'],
    [{ ...good, path: '/etc' }, 'has path "/etc", which is no pattern below the working directory'],
    [{ ...good, path: 'a/../..' }, 'has path "a/../..", which is no pattern below the working directory'],
    [{ ...good, path: '' }, 'has path "", which is no pattern below the working directory'],
    [{ ...good, fingerprint: 'secret!' }, 'has fingerprint "secret!", which is none that the gate names'],
    [{ ...good, reason: ' ' }, 'has no reason'],
    [{ ...good, expires: '2027-02-30' }, 'has expires "2027-02-30", which is no day such as 2027-01-31'],
    [{ path: 'a' }, 'has no reason, has expires "", which is no day such as 2027-01-31'],
  ])('is refused: %j', (entry, problem) => {
    expect(readSecretIgnore(entry)).toEqual({ problem });
  });
});

describe('ignores', () => {
  const one: Named = { way: 'a/x.go', fingerprint: PRINT };
  const other: Named = { way: 'b/x.go', fingerprint: 'f1111111111111111' };
  const sort = (more: Partial<SecretIgnore>, today = '2027-01-01') =>
    sortBySecretIgnores([one, other], [{ ...good, path: undefined, fingerprint: undefined, ...more }], today);

  it.each<[Partial<SecretIgnore>]>([
    [{ path: 'a/**' }],
    [{ path: '*/x.go', fingerprint: PRINT }],
    [{ fingerprint: PRINT }],
  ])('accept what they name and nothing else: %j', (ignore) => {
    expect(sort(ignore)).toMatchObject({ open: [other], accepted: [one], stale: [], expired: [] });
  });

  it('want both where both are given', () => {
    const { open, stale } = sort({ path: 'b/**', fingerprint: PRINT });
    expect([open, stale.map(nameIgnore)]).toEqual([[one, other], [`${PRINT} in b/**`]]);
  });

  it('count on their last day and not on the next', () => {
    expect(sort({ path: 'a/**' }, '2027-01-31').open).toEqual([other]);
    const late = sort({ path: 'a/**' }, '2027-02-01');
    expect(late).toMatchObject({ open: [one, other], accepted: [], stale: [] });
    expect(late.expired.map(nameIgnore)).toEqual(['a/**']);
  });

  it('of what is not there are stale', () => {
    expect(sort({ path: 'c/**' }).stale.map(nameIgnore)).toEqual(['c/**']);
  });
});
