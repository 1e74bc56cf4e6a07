import { describe, expect, it } from 'vitest';
import { layers, type Machine, whyNot } from '../src/test/layers.ts';
import { judge, type LayerRun } from '../src/test/results.ts';
import { showFailure } from '../src/test/show-failure.ts';

const run = (over: Partial<LayerRun>): LayerRun => ({
  name: 'unit',
  passed: 3,
  failed: [],
  skipped: [],
  node: '24.0.0',
  seconds: 1.25,
  ...over,
});
const last = (lines: readonly string[]): string | undefined => lines.at(-1);

describe('judge', () => {
  it('ends with the plain line and shows a table of layers', () => {
    const { lines, exitCode } = judge([run({}), run({ name: 'e2e', seconds: 100 })], true);
    expect(last(lines)).toBe('6 passed, 0 failed');
    expect(exitCode).toBe(0);
    expect(lines.slice(0, 3)).toEqual([
      'layer  passed  failed  skipped  seconds',
      'unit        3       0        0      1.3',
      'e2e         3       0        0    100.0',
    ]);
  });

  it('counts skipped tests and layers that cannot run as failures when strict, by name', () => {
    const { lines, exitCode } = judge(
      [run({ skipped: ['a > b'] }), run({ name: 'act', passed: 0, refused: 'no root' })],
      true,
    );
    expect(last(lines)).toBe('3 passed, 2 failed');
    expect(exitCode).toBe(1);
    expect(lines.join('\n')).toContain('unit: a > b (skipped, which CI forbids)');
    expect(lines.join('\n')).toContain('act: the layer cannot run here: no root');
  });

  it('only names them elsewhere', () => {
    const { lines, exitCode } = judge(
      [run({ skipped: ['a > b'] }), run({ name: 'act', refused: 'no root' })],
      false,
    );
    expect(exitCode).toBe(0);
    expect(lines.join('\n')).toContain('act cannot run here: no root');
  });

  it('is red when nothing passed', () => {
    const { lines, exitCode } = judge([run({ passed: 0, refused: 'no root' })], false);
    expect([exitCode, last(lines)]).toEqual([1, '0 passed, 1 failed']);
    expect(lines).toContain('  ✗ no test ran');
  });
});

describe('whyNot', () => {
  const browser = { path: '/usr/bin/chromium', exists: () => true, installable: true };
  const machine: Machine = { platform: 'linux', isRoot: true, hasProgram: () => true, browser };
  const e2e = layers.find(({ name }) => name === 'e2e') as (typeof layers)[number];

  it('lets a whole machine run everything', () => {
    expect(layers.map((layer) => whyNot(layer, machine))).toEqual(layers.map(() => undefined));
  });

  it('gives one sentence with the remedy', () => {
    expect(whyNot(e2e, { ...machine, isRoot: false })).toContain('needs Linux and root');
    expect(whyNot(e2e, { ...machine, hasProgram: (name) => name !== 'go' })).toBe(
      'go is not on PATH: install Go 1.24 or newer: https://go.dev/dl',
    );
  });

  it('names the variable for a browser where there is none, and what it names in vain', () => {
    const layer = layers.find(({ name }) => name === 'browser') as (typeof layers)[number];
    const without = { ...browser, path: undefined };
    expect(whyNot(layer, { ...machine, browser: without })).toBeUndefined();
    const nowhere = { ...machine, isRoot: false, browser: { ...without, installable: false } };
    expect(whyNot(layer, nowhere)).toMatch(
      /^it needs a browser: set FAIRLEAD_CHROMIUM to .*; only on Linux x64 it installs one itself$/,
    );
    expect(whyNot(e2e, { ...nowhere, isRoot: true })).toBeUndefined();
    const gone = { ...browser, path: '/opt/gone', exists: () => false };
    expect(whyNot(layer, { ...machine, browser: gone })).toBe(
      'FAIRLEAD_CHROMIUM=/opt/gone: there is no such program',
    );
  });
});

describe('showFailure', () => {
  it('shows message, difference and our own frames only', () => {
    const stacks = [
      { file: '/r/node_modules/x/y.js', line: 1, column: 1 },
      { file: '/r/test/a.test.ts', line: 2, column: 3 },
    ];
    expect(showFailure('/r', 'a > b', [{ message: 'no', diff: '- 1\n+ 2', stacks }])).toEqual([
      '✗ a > b',
      '    no',
      '    - 1',
      '    + 2',
      '    at test/a.test.ts:2:3',
    ]);
  });
});
