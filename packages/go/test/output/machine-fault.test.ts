import { findMachineFault } from '@fairlead/go';
import { expect, test } from 'vitest';

test.each([
  [
    'go: pattern ./...: write /tmp/x: no space left on device',
    'DISK_FULL',
    'write /tmp/x: no space left on device',
  ],
  [
    'collect2: fatal error: ld terminated with signal 9 [Killed]\ncompilation terminated.',
    'TOOL_KILLED',
    'collect2: fatal error: ld terminated with signal 9 [Killed]',
  ],
  [
    'gcc: fatal error: Killed signal terminated program cc1',
    'TOOL_KILLED',
    'gcc: fatal error: Killed signal terminated program cc1',
  ],
])('%j is %s', (text, code, line) => {
  expect(findMachineFault(text)).toMatchObject({ code, line });
});

test.each([
  ['a crash of the linker', 'collect2: fatal error: ld terminated with signal 11 [Segmentation fault]'],
  ['words of the code, at a place', 'a.go:1:2: cannot use "no space left on device" as int value'],
])('%s is no fault of the machine', (_, text) => {
  expect(findMachineFault(text)).toBeUndefined();
});

test('a reason that is too long is cut to the length of the longest that is told whole', () => {
  const words = 'no space left on device: ';
  const told = (length: number): string | undefined => findMachineFault(words.padEnd(length, 'x'))?.line;
  const cut = told(1000) ?? '';
  expect(cut).toBe(`${words.padEnd(cut.length - 1, 'x')}…`);
  expect(told(cut.length)).toBe(words.padEnd(cut.length, 'x'));
  expect(told(cut.length + 1)).toBe(cut);
});
