import { expect, test } from 'vitest';
import { overridden } from '../../src/plan/say.ts';

const inputs = { trimpath: true, race: false, buildmode: 'default' } as const;

test.each([
  ['', inputs, []],
  ['-trimpath -race -buildmode=pie', inputs, []],
  ['-trimpath=false', inputs, ['GOFLAGS has -trimpath=false: trimpath: true wins']],
  ['-trimpath=0 -trimpath', inputs, []],
  ['-trimpath', { ...inputs, trimpath: false }, ['GOFLAGS has -trimpath: it wins over trimpath: false']],
  ['-trimpath=false', { ...inputs, trimpath: false }, []],
  ['-race=F', { ...inputs, race: true }, ['GOFLAGS has -race=false: race: true wins']],
  ['-race', { ...inputs, race: true }, []],
  [
    '-buildmode=pie',
    { ...inputs, buildmode: 'exe' } as const,
    ['GOFLAGS has -buildmode=pie: buildmode: exe wins'],
  ],
  ['-buildmode=pie', { ...inputs, buildmode: 'pie' } as const, []],
])('GOFLAGS %j beside %j: %j', (goflags, given, told) => {
  expect(overridden(goflags, given)).toEqual(told);
});
