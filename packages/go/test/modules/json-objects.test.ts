import { splitObjects } from '@fairlead/go';
import { expect, test } from 'vitest';

test('each object of a stream stands for itself, nested braces and a cut end included', () => {
  const first = '{\n\t"Path": "a",\n\t"Origin": {\n\t\t"VCS": "git"\n\t}\n}';
  const second = '{\n\t"Path": "b"\n}';
  expect(splitObjects(`${first}\n${second}\n`)).toEqual([first, second]);
  expect(splitObjects(`${first}\n{\n\t"Pat`)).toEqual([first, '{\n\t"Pat']);
  expect(splitObjects('')).toEqual([]);
});
