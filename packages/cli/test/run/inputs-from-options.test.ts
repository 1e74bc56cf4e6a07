import type { ActionFacts, FieldMeta } from '@fairlead/core';
import { describe, expect, it } from 'vitest';
import { loadActions } from '../../src/definitions/actions.ts';
import { inputsFromOptions, missingInputs, OWN_OPTIONS } from '../../src/run/inputs-from-options.ts';

const meta = (kind: FieldMeta['kind'], more: Partial<FieldMeta> = {}): FieldMeta => ({
  kind,
  class: 'plain',
  description: 'd',
  ...more,
});
const action: ActionFacts = {
  name: 'ship',
  description: '',
  inputs: {
    image: meta('string', { required: true, allowed: 'a name' }),
    targets: meta('list'),
    labels: meta('map'),
    fast: meta('boolean'),
    password: meta('string', { secret: true }),
  },
  configKeys: [],
  outputs: {},
  outcomes: {},
  codes: {},
  permissions: {},
  post: false,
};
const sources = {
  env: { PASS: 'hunter2', EMPTY: '' },
  readFile: (path: string): string => {
    if (path !== 'p.txt') throw new Error('gone');
    return 'from file\n';
  },
};
const read = (...args: string[]) => inputsFromOptions(action, args, sources);

describe('inputsFromOptions', () => {
  it('gives inputs as a workflow does: lines for lists and maps, true for a flag', () => {
    const { inputs, problems } = read(
      '--targets',
      'a',
      '--targets=b,c',
      '--labels',
      'x=y',
      '--fast',
      '--image',
      'i',
    );
    expect(problems).toEqual([]);
    expect(inputs).toEqual({ targets: 'a\nb,c', labels: 'x=y', fast: 'true', image: 'i' });
    expect(read('--fast=false').inputs).toEqual({ fast: 'false' });
  });

  it('reads a secret from a variable or a file', () => {
    expect(read('--password', 'env:PASS').inputs).toEqual({ password: 'hunter2' });
    expect(read('--password=file:p.txt').inputs).toEqual({ password: 'from file' });
  });

  it('refuses a secret on the command line, without repeating it', () => {
    const { problems } = read('--password', 'hunter2');
    expect(problems).toEqual([
      '--password: is a secret, which would stand in the list of processes (allowed: env:VARIABLE, file:PATH)',
    ]);
  });

  it.each([
    ['env:EMPTY', '--password: the variable EMPTY is not set'],
    ['env:NONE', '--password: the variable NONE is not set'],
    ['file:q.txt', '--password: q.txt cannot be read'],
  ])('says why there is no secret in %s', (given, problem) => {
    expect(read(`--password=${given}`).problems).toEqual([problem]);
  });

  it('keeps what the program itself takes apart', () => {
    expect(read('--summary-to', 's.md').own).toEqual({ 'summary-to': 's.md' });
    expect(read('--summary-to', 's.md').inputs).toEqual({});
    expect(read('--words').problems).toHaveLength(1);
    for (const { inputs } of loadActions())
      expect(Object.keys(OWN_OPTIONS).filter((name) => name in inputs)).toEqual([]);
  });

  it('knows what is missing', () => {
    expect(missingInputs(action, {})).toEqual(['--image: is required (allowed: a name)']);
    expect(missingInputs(action, { image: 'i' })).toEqual([]);
  });
});
