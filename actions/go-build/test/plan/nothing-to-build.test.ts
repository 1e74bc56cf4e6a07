import type { GoPackage } from '@fairlead/go';
import { expect, test } from 'vitest';
import { explainNothing } from '../../src/plan/nothing-to-build.ts';
import { module } from '../fixtures.ts';

const searched = {
  modules: [
    { module: module('/repo', 'example.com/x'), patterns: [{ pattern: './...', written: undefined }] },
  ],
  tags: [],
  show: (path: string) => path.replace(/^\/repo\/?/, '') || '.',
};

function folders(count: number): readonly GoPackage[] {
  const names = Array.from({ length: count }, (_, index) => `d${String(index).padStart(2, '0')}`);
  return names.map((name) => ({ name, dir: `/repo/${name}` }) as GoPackage);
}

test.each([
  [12, /d00, d01, .*, d11;/],
  [13, /d11 and 1 more;/],
  [20, /d11 and 8 more;/],
])('of %i folders that were looked at twelve are named', (count, said) => {
  const { message } = explainNothing(searched, folders(count), []);
  expect(message).toMatch(said);
  expect(message).not.toContain('d12');
});

test('tags and what constraints leave out are named, and then nobody knows that it is a library', () => {
  const left = [{ dir: '/repo/cmd/win', reason: 'set targets', deliberate: false }];
  const { message } = explainNothing({ ...searched, tags: ['pro', 'x'] }, folders(1), left);
  expect(message).toContain('no main package found with tags pro, x in or below .;');
  expect(message).toContain('left out: cmd/win (set targets)');
  expect(message).not.toContain('a library');
});
