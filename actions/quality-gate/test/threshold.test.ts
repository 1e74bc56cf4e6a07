import { describe, expect, it } from 'vitest';
import { inputs } from '../src/inputs.ts';

const read = (text: string) => {
  const { success, data, error } = inputs['coverage-threshold'].safeParse(text);
  return success ? data?.text : error?.issues[0]?.message;
};

describe('coverage-threshold', () => {
  it.each([
    ['75', '75'],
    ['82.5', '82.5'],
    ['75%', '75'],
    ['0.75%', '0.75'],
    ['0', '0'],
    ['0.0', '0.0'],
    ['1', '1'],
    ['1.0', '1.0'],
    ['100', '100'],
  ])('%s is taken', (text, value) => expect(read(text)).toBe(value));

  it.each([
    ['0.75', 'write 75 for 75 %, or 0.75% for less than one percent'],
    ['0.825', 'write 82.5 for 82.5 %, or 0.825% for less than one percent'],
    ['0.999', 'write 99.9 for 99.9 %, or 0.999% for less than one percent'],
    ['0.07', 'write 7 for 7 %, or 0.07% for less than one percent'],
  ])('%s could be a share, and both ways are said', (text, ways) =>
    expect(read(text)).toBe(`could be a share or a percentage: ${ways}`),
  );

  it.each(['abc', '101', '075', '75 %', '%', '75%%'])('%s is none', (text) =>
    expect(read(text)).toBe('is not a percentage'),
  );
});
