import { describe, expect, it } from 'vitest';
import { loadActions } from '../../src/definitions/actions.ts';
import { lintFile } from '../../src/workflow-lint/lint-file.ts';
import { rules } from '../../src/workflow-lint/rules/registry.ts';
import { ACTIONS, repositoryOf } from './subject.ts';

type Texts = Readonly<Record<string, string>>;

/** What is said of a workflow of a repository, as `rule: reason`. */
function said(
  text: string,
  files: Texts,
  ids: readonly string[] = ['deploy-without-gate'],
): readonly string[] {
  const chosen = rules.filter(({ id }) => ids.includes(id));
  const file = { path: 'w.yml', text, repository: repositoryOf(files) };
  const { findings, unchecked } = lintFile(file, { actions: loadActions(), workflows: [], rules: chosen });
  expect(unchecked).toEqual([]);
  return findings.map(({ rule, reason }) => `${rule}: ${reason}`);
}

const GATE = `{ uses: ${ACTIONS}/quality-gate@v1 }`;
const DEPLOY = `{ uses: ${ACTIONS}/helm-deploy@v1, with: { release: a, chart: c, image: '\${{ inputs.image }}', dry-run: '\${{ inputs.dry-run }}' } }`;
const PLAIN = DEPLOY.replace(/, dry-run: '[^']*'/, '');
const composite = (...steps: string[]) => `runs: { using: composite, steps: [${steps.join(', ')}] }`;
const called = (...jobs: string[]) => `on: workflow_call\njobs: { ${jobs.join(', ')} }`;
const job = (name: string, steps: string, more = '') => `${name}: { ${more}steps: [${steps}] }`;
const CALL = 'd: { uses: ./.github/workflows/d.yml, with: { image: x } }';
const USE = '{ uses: ./ci/deploy, with: { image: x } }';

describe('GOV-03 a deploy in a workflow of the repository', () => {
  const WITHOUT = [
    'deploy-without-gate: job d runs helm-deploy in ./.github/workflows/d.yml, and no job that it needs has quality-gate',
  ];
  it.each<[string, string, Texts, readonly string[]]>([
    ['without a gate', called(job('x', PLAIN)), {}, WITHOUT],
    ['with one before it', called(job('g', GATE), job('x', PLAIN, 'needs: g, ')), {}, []],
    ['with one in the same job', called(job('x', `${GATE}, ${PLAIN}`)), {}, []],
    ['with one after it', called(job('x', `${PLAIN}, ${GATE}`)), {}, WITHOUT],
    ['with one that it does not need', called(job('g', GATE), job('x', PLAIN)), {}, WITHOUT],
    [
      'that only shows what it would do',
      called(job('x', PLAIN.replace('chart', 'dry-run: true, chart'))),
      {},
      [],
    ],
    ['that may only show it', called(job('x', DEPLOY)), {}, []],
    [
      'in a composite action of it',
      called(job('x', USE)),
      { 'ci/deploy/action.yml': composite(PLAIN) },
      WITHOUT,
    ],
    [
      'in a workflow that it calls',
      called('x: { uses: ./.github/workflows/e.yml }'),
      { '.github/workflows/e.yml': called(job('y', PLAIN)) },
      WITHOUT,
    ],
    ['that calls itself', called('x: { uses: ./.github/workflows/d.yml }'), {}, []],
    ['that cannot be read', 'jobs: {', {}, []],
  ])('%s', (_, text, more, reasons) => {
    const files = { '.github/workflows/d.yml': text, ...more };
    expect(said(`on: push\njobs: { ${CALL} }\n`, files)).toEqual(reasons);
  });

  it.each([
    ['needs the gate', 'needs: g, ', 'push', 0],
    ['needs the gate and does not ask how it ended', 'needs: g, if: always(), ', 'push', 1],
    ['is only asked for', '', 'workflow_dispatch', 0],
  ])('a call that %s', (_, more, on, count) => {
    const text = `on: ${on}\njobs: { ${job('g', GATE)}, ${CALL.replace('{ ', `{ ${more}`)} }\n`;
    expect(said(text, { '.github/workflows/d.yml': called(job('x', PLAIN)) })).toHaveLength(count);
  });

  it('what the call builds is judged here, also when a person asks', () => {
    const call = CALL.replace('image: x', `image: '\${{ needs.b.outputs.image }}'`).replace(
      '{ ',
      '{ needs: b, ',
    );
    const text = `on: workflow_dispatch\njobs: { b: { steps: [{ run: make }] }, ${call} }\n`;
    expect(said(text, { '.github/workflows/d.yml': called(job('x', PLAIN)) })).toEqual(WITHOUT);
  });

  it('what the call gives decides whether it only shows', () => {
    const files = { '.github/workflows/d.yml': called(job('x', DEPLOY)) };
    const text = (dry: string) =>
      `on: push\njobs: { ${CALL.replace('image: x', `image: x, dry-run: ${dry}`)} }\n`;
    expect(said(text('true'), files)).toEqual([]);
    expect(said(text('false'), files)).toEqual(WITHOUT);
  });
});

describe('a deploy in a composite action of the repository', () => {
  const within = 'helm-deploy in ./ci/deploy';

  it('counts where the action is used', () => {
    const files = { 'ci/deploy/action.yml': composite(PLAIN) };
    const ids = [
      'deploy-without-gate',
      'deploy-without-environment',
      'deploy-concurrency',
      'deploy-cancelled',
    ];
    const text = `on: push\nconcurrency: { group: a, cancel-in-progress: true }\njobs: { ${job('d', USE)} }\n`;
    expect(said(text, files, ids)).toEqual([
      `deploy-cancelled: a newer run cancels job d in the middle of ${within}`,
      `deploy-without-environment: job d runs ${within} without environment:`,
      `deploy-without-gate: job d runs ${within}, and no job that it needs has quality-gate`,
    ]);
  });

  it('in production, for its refs too', () => {
    const text = `on: pull_request\njobs: { ${job('d', USE, 'environment: production, ')} }\n`;
    expect(said(text, { 'ci/deploy/action.yml': composite(PLAIN) }, ['production-ref'])).toEqual([
      'production-ref: job d deploys to production on the event pull_request',
    ]);
    const off = USE.replace('{ ', "{ if: github.event_name == 'push', ");
    const inner = PLAIN.replace('{ ', "{ if: github.ref_type == 'branch', ");
    const both = `on: pull_request\njobs: { ${job('d', off, 'environment: production, ')} }\n`;
    expect(said(both, { 'ci/deploy/action.yml': composite(inner) }, ['production-ref'])).toEqual([]);
  });

  it.each<[string, string, string, Texts, number]>([
    ['after a gate in it', USE, composite(GATE, PLAIN), {}, 0],
    [
      'after a gate in it that decides nothing',
      USE,
      composite(GATE.replace(' }', ', continue-on-error: true }'), PLAIN),
      {},
      1,
    ],
    ['after a gate in the job', `${GATE}, ${USE}`, composite(PLAIN), {}, 0],
    ['before a gate in the job', `${USE}, ${GATE}`, composite(PLAIN), {}, 1],
    [
      'after a gate in another composite action',
      `{ uses: ./ci/gate }, ${USE}`,
      composite(PLAIN),
      { 'ci/gate/action.yml': composite(GATE) },
      0,
    ],
    [
      'in one that it uses itself',
      USE,
      composite('{ uses: ./ci/inner }'),
      { 'ci/inner/action.yaml': composite(PLAIN) },
      1,
    ],
    ['that is no composite action', USE, 'runs: { using: node24, main: x.js }', {}, 0],
  ])('%s', (_, steps, text, more, count) => {
    const files = { 'ci/deploy/action.yml': text, ...more };
    expect(said(`on: push\njobs: { ${job('d', steps)} }\n`, files)).toHaveLength(count);
  });
});
