import { createProgress } from '@fairlead/devcluster';
import { REPOSITORY_ROOT, rehearseRelease } from '@fairlead/devtools';
import { expect, it } from 'vitest';

it('GOV-14 HEAD can be released: signed, on a branch, rebuilt byte by byte, attested, listed', async () => {
  const { facts, failed } = await rehearseRelease(REPOSITORY_ROOT, createProgress({ write: console.log }));
  expect(facts.filter(({ good }) => !good)).toEqual([]);
  expect(failed).toBe(false);
  expect(facts.map(({ what }) => what)).toEqual([
    'source',
    'signed tag',
    'build and commit',
    'branch and tags',
    'lock rule',
    'made again',
    'rebuilt at the tag',
    'checksums',
    'bill of materials',
    'provenance',
    'Marketplace trees',
  ]);
});
