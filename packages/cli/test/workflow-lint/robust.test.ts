import { describe, expect, it } from 'vitest';
import { loadActions } from '../../src/definitions/actions.ts';
import { lintFile } from '../../src/workflow-lint/lint-file.ts';
import { rules } from '../../src/workflow-lint/rules/registry.ts';

const lint = (text: string) =>
  lintFile(
    { path: 'w.yml', text, repository: { read: () => undefined, unreadConfigs: () => [] } },
    { actions: loadActions(), workflows: [], rules },
  );
const GO = 'fairlead-actions/fairlead/actions/go-build@v1';

describe('a file that cannot be looked at is no clean file', () => {
  it.each([
    ['a bracket without an end', 'jobs: { a: [', { line: 1 }, /./],
    [
      'a key that stands twice',
      'on: push\njobs:\n  a: {}\n  a: {}\n',
      { line: 4, column: 3 },
      /the key "a" twice/,
    ],
    [
      'two documents',
      'jobs: {}\n---\njobs: {}\n',
      { line: 2 },
      /^has more than one document: GitHub reads one/,
    ],
    ['something else', 'a: 1\n', { line: 1, column: 1 }, /neither a workflow .* nor an action/],
    ['nothing', '', { line: 1, column: 1 }, /^is empty$/],
    ['a comment alone', '# later\n', { line: 1, column: 1 }, /^is empty$/],
    ['a list', '- a\n', { line: 1, column: 1 }, /neither a workflow/],
    ['a megabyte and more', `jobs: {}\n#${'x'.repeat(1024 * 1024)}`, {}, /is larger than 1\.0 MB/],
    ['brackets without number', `jobs: ${'['.repeat(100_000)}`, { line: 1 }, /./],
    [
      'brackets within brackets',
      `jobs: ${'['.repeat(30_000)}${']'.repeat(30_000)}`,
      { line: 1 },
      /^is nested too deep$/,
    ],
    [
      'an alias of nothing',
      'on: push\njobs:\n  a: *common\n',
      { line: 3, column: 6 },
      /^has the alias \*common, and no anchor &common before it$/,
    ],
    [
      'an alias within itself',
      'jobs: &a\n  x: *a\n  y: { steps: *a }\n',
      {},
      /nested too deep|stands for more/,
    ],
  ])('%s', (_, text, place, reason) => {
    const { findings, unchecked } = lint(text);
    expect(findings).toEqual([]);
    expect(unchecked).toMatchObject([{ file: 'w.yml', ...place, reason: expect.stringMatching(reason) }]);
  });

  it('a bomb of aliases', () => {
    const lists = Array.from(
      { length: 12 },
      (_, i) => `l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`).join(', ')}]`,
    );
    const text = `l0: &l0 [x]\n${lists.join('\n')}\non: push\njobs:\n  a:\n    steps:\n      - run: *l12\n`;
    expect(lint(text).unchecked).toMatchObject([{ reason: expect.stringContaining('stands for more than') }]);
  });
});

it.each([
  [
    'workflows that call themselves',
    `on: push\njobs: { ${Array.from({ length: 12 }, (_, i) => `a${i}: { uses: ./w.yml }`).join(', ')} }\n`,
    undefined,
  ],
  [
    'actions that use themselves',
    'on: push\njobs: { a: { steps: [{ uses: ./ci }] } }\n',
    `runs: { using: composite, steps: [${Array(12).fill('{ uses: ./ci }').join(', ')}] }\n`,
  ],
])('%s again and again are followed so far and no further', (_, text, action) => {
  const repository = {
    read: (path: string) => (path === 'w.yml' ? text : path === 'ci/action.yml' ? action : undefined),
    unreadConfigs: () => [],
  };
  const { unchecked } = lintFile(
    { path: 'w.yml', text, repository },
    { actions: loadActions(), workflows: [], rules },
  );
  expect(unchecked).toMatchObject([{ reason: expect.stringContaining('stand for more than 2000 files') }]);
});

it.each([
  [
    'CRLF',
    'on: push\r\npermissions: {}\r\njobs:\r\n  a:\r\n    steps:\r\n      - uses: GO\r\n        with:\r\n          x: 1\r\n',
    8,
    11,
  ],
  [
    'a byte order mark',
    '\ufeffon: push\npermissions: {}\njobs: { a: { steps: [{ uses: GO, with: { x: 1 } }] } }\n',
    3,
    39,
  ],
  [
    'an alias of a step',
    'on: push\npermissions: {}\njobs:\n  a:\n    steps:\n      - &s { uses: GO, with: { x: 1 } }\n  b: { steps: [] }\n',
    6,
    0,
  ],
])('knows the place with %s', (_, text, line, column) => {
  const { findings } = lint(text.replaceAll('GO', GO));
  expect(findings.map(({ rule }) => rule)).toEqual(['unknown-input']);
  expect(findings[0]?.line).toBe(line);
  const at = text.replaceAll('GO', GO).replace('\ufeff', '').split('\n')[line - 1]?.indexOf('x: 1') ?? -1;
  expect(findings[0]?.column).toBe(at + 1);
  if (column === 11) expect(at + 1).toBe(column);
});

it('an expression in a block is found on its line', () => {
  const text = `on: push\npermissions: {}\njobs:\n  a:\n    steps:\n      - { id: b, uses: ${GO} }\n      - run: |\n          one\n          two \${{ steps.b.outputs.nope }}\n`;
  expect(lint(text).findings).toMatchObject([{ line: 9, rule: 'unknown-output' }]);
});

it.each([
  ['jobs of any shape', 'on: 7\njobs: [a, 1]\n', 1],
  ['jobs without any', 'on: push\njobs: {}\n', 1],
  ['a job that is text', 'on: { push: }\njobs: { a: text, b: , c: [x], 3: { steps: text } }\n', 4],
  [
    'steps of any shape',
    `on: push\npermissions: 7\njobs: { a: { needs: { b: c }, if: [], steps: [x, [y], { uses: [z] }, { uses: ${GO}, with: [1] }] } }\n`,
    4,
  ],
  [
    'needs in a circle',
    `on: push\npermissions: {}\njobs: { a: { needs: b, if: always(), steps: [] }, b: { needs: a, steps: [] } }\n`,
    0,
  ],
  [
    'expressions that are none',
    `on: push\npermissions: {}\njobs: { a: { if: "\${{ ((( }}", steps: [{ id: b, uses: ${GO} }, { if: "'", run: "\${{ steps. }} \${{" }] } }\n`,
    0,
  ],
])('%s do not end the program', (_, text, misshapen) => {
  const { findings, unchecked } = lint(text);
  expect(unchecked).toEqual([]);
  expect(findings.map(({ rule }) => rule)).toEqual(Array(misshapen).fill('wrong-shape'));
});
