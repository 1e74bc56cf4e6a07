import { expect, test } from 'vitest';
import { matchEntry } from '../../src/cache-service/cache-store.ts';

const entries = ['go-1', 'go-2', 'node-1', 'go-21'].map((key) => ({ key, version: 'v' }));

test.each([
  [['go-2'], 'go-2'],
  [['go-'], 'go-21'],
  [['go-3', 'node-', 'go-'], 'node-1'],
  [['rust-'], undefined],
])('%j finds %s', (keys, expected) => {
  expect(matchEntry(entries, keys, 'v')?.key).toBe(expected);
});

test('another version does not match', () => {
  expect(matchEntry(entries, ['go-1'], 'w')).toBeUndefined();
});
