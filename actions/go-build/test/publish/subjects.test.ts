import { expect, test } from 'vitest';
import { writeSubjects } from '../../src/publish/subjects.ts';

test('BLD-12 what is attested has the name that it is handed on by, or its path where two have that name', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((digit) => digit.repeat(64));
  expect(
    writeSubjects([
      { path: 'bin/linux-amd64/api', sha256: a ?? '' },
      { path: 'bin/linux-arm64/api', sha256: b ?? '' },
      { path: 'dist/api_v1.tar.gz', sha256: c ?? '' },
    ]),
  ).toBe(`${a}  bin/linux-amd64/api\n${b}  bin/linux-arm64/api\n${c}  api_v1.tar.gz`);
  expect(writeSubjects([])).toBe('');
});
