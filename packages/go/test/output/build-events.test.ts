import { expect, test } from 'vitest';
import { readBuildEvent } from '../../src/index.ts';

test.each([
  [
    '{"ImportPath":"a/b","Action":"build-output","Output":"b.go:1:2: undefined: x\\n"}',
    { importPath: 'a/b', output: 'b.go:1:2: undefined: x\n' },
  ],
  ['{"ImportPath":"a/b","Action":"build-fail"}', { importPath: 'a/b', output: '' }],
  ['{"ImportPath":"a/b","Action":"start"}', undefined],
  ['{"Action":"build-output","Output":"x"}', undefined],
  ['{"ImportPath":"a/b","Action":"build-output","Output":1}', undefined],
  ['{"ImportPath":"a/b","Acti', undefined],
  ['{}', undefined],
  ['{ x := 1 }', undefined],
  ['a/b', undefined],
])('%s', (line, event) => {
  expect(readBuildEvent(line)).toEqual(event);
});
