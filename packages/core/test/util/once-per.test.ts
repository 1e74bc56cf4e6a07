import { expect, test } from 'vitest';
import { oncePer } from '../../src/index.ts';

test('what is found out for an object is found out once, also when it fails', async () => {
  const asked: string[] = [];
  const find = oncePer(async ({ name }: { readonly name: string }, suffix: string) => {
    asked.push(name);
    if (name === 'bad') throw new Error('no');
    return name + suffix;
  });
  const [a, b, bad] = [{ name: 'a' }, { name: 'a' }, { name: 'bad' }];
  expect(await Promise.all([find(a, '1'), find(a, '2')])).toEqual(['a1', 'a1']);
  expect(await find(b, '3')).toBe('a3');
  await expect(find(bad, '')).rejects.toThrow('no');
  await expect(find(bad, '')).rejects.toThrow('no');
  expect(asked).toEqual(['a', 'a', 'bad']);
});
