import { createFakeFiles } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { readSavedLog } from '../../src/closure/saved-log.ts';
import { formatActionFile } from '../../src/gocache/action-file.ts';

const [KEY, OUTPUT] = ['ab'.repeat(32), 'cd'.repeat(32)];
const LOG = '# test log\nopen data.txt\ngetenv HOME\n';
const action = formatActionFile({ action: KEY, output: OUTPUT, size: LOG.length }, 0n);
const read = (files: Readonly<Record<string, string>>) =>
  readSavedLog(createFakeFiles(files), '/cache', KEY, '/w/a');

test('what a test read stands where the go command keeps outputs, by their key', async () => {
  const files = { [`/cache/ab/${KEY}-a`]: action, [`/cache/cd/${OUTPUT}-d`]: LOG };
  expect(await read(files)).toEqual([
    { kind: 'open', name: '/w/a/data.txt' },
    { kind: 'env', name: 'HOME' },
  ]);
});

test.each([
  ['nothing', {}],
  ['a torn entry', { [`/cache/ab/${KEY}-a`]: action.slice(0, 40), [`/cache/cd/${OUTPUT}-d`]: LOG }],
  ['an entry without its log', { [`/cache/ab/${KEY}-a`]: action }],
  ['a torn log', { [`/cache/ab/${KEY}-a`]: action, [`/cache/cd/${OUTPUT}-d`]: LOG.slice(0, -1) }],
])('of %s nothing is known', async (_, files) => {
  expect(await read(files)).toBeUndefined();
});
