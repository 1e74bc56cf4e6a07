import { expect, test } from 'vitest';
import { untoldPlace } from '../../src/index.ts';
import { describeAnnotation } from '../../src/log/describe-annotation.ts';

const error = (message: string, place: object): string =>
  describeAnnotation({ level: 'error', message, ...place });

test('the place stands in front of a message that does not name it', () => {
  expect(error('undefined: x', { file: 'main.go', line: 3, column: 5 })).toBe(
    'error: main.go:3:5: undefined: x',
  );
  expect(error('dep of go.mod is altered', { file: 'go.sum' })).toBe(
    'error: go.sum: dep of go.mod is altered',
  );
  expect(error('xmain.go:3: no', { file: 'main.go', line: 3 })).toBe('error: main.go:3: xmain.go:3: no');
  expect(error('main.go:35: no', { file: 'main.go', line: 3 })).toBe('error: main.go:3: main.go:35: no');
});

test('a place is not told twice', () => {
  const place = { file: 'a/main.go', line: 3, column: 5 };
  for (const message of ['a/main.go:3:5: undefined: x', 'CODE: a/main.go:3: undefined: x'])
    expect([error(message, place), untoldPlace({ message, ...place })]).toEqual([`error: ${message}`, '']);
  expect(error('GO_LIST_FAILED: go.mod: no', { file: 'go.mod' })).toBe('error: GO_LIST_FAILED: go.mod: no');
});
