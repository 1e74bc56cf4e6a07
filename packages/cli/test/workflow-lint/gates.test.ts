import { describe, expect, it } from 'vitest';
import { hasGate, ineffective } from '../../src/workflow-lint/gates.ts';
import type { WorkflowFacts } from '../../src/workflow-lint/rule.ts';
import { ACTIONS, stepOf, subjectOf } from './subject.ts';

const GATE = `{ uses: ${ACTIONS}/quality-gate@v1 }`;
const facts = (name: string, gate: boolean): WorkflowFacts => ({
  name,
  inputs: {},
  secrets: [],
  outputs: [],
  permissions: {},
  gate,
});

/** Whether the one job of a workflow holds the gate. */
const found = (job: string, files: Readonly<Record<string, string>> = {}) => {
  const workflows = [facts('go-service', true), facts('cleanup', false)];
  const subject = subjectOf(`on: push\njobs: { a: ${job} }\n`, files, workflows);
  const [one] = subject.file.kind === 'workflow' ? subject.file.jobs : [];
  return one === undefined ? undefined : hasGate(one, subject);
};
const composite = (...steps: string[]) => `runs: { using: composite, steps: [${steps.join(', ')}] }`;

describe('a gate that decides nothing', () => {
  it.each([
    ['{}', '', undefined],
    ['{ dry-run: true }', '', 'only shows what it would check (dry-run)'],
    ['{ continue-on-fail: true }', '', 'never fails (continue-on-fail)'],
    ['{}', ', continue-on-error: true', 'never fails (continue-on-error)'],
    ['{}', ', continue-on-error: "${{ true }}"', 'never fails (continue-on-error)'],
    ['{}', ', continue-on-error: "${{ github.ref || true }}"', 'never fails (continue-on-error)'],
    ['{}', ', continue-on-error: "${{ false }}"', undefined],
    ['{}', ', continue-on-error: "${{ github.ref }}"', undefined],
    ['{}', ', continue-on-error: false', undefined],
    ['{ checks: vet }', '', 'runs no test (checks: vet)'],
    ['{ checks: "vet, lint" }', '', 'runs no test (checks: vet,lint)'],
    ['{ checks: "latest" }', '', 'runs no test (checks: latest)'],
    ['{ checks: "vet test" }', '', undefined],
    ['{ checks: "test,vet" }', '', undefined],
    ["{ checks: '${{ vars.X }}' }", '', undefined],
  ])('%s%s: %s', (given, more, why) => {
    expect(ineffective(stepOf('quality-gate', given, {}, more))).toBe(why);
  });
});

describe('whether a job holds the gate', () => {
  it.each([
    ['in a step', `{ steps: [${GATE}] }`, 'yes'],
    ['in a step of a job that may fail', `{ continue-on-error: true, steps: [${GATE}] }`, 'without-effect'],
    [
      'in a step of a job that may fail by an expression',
      `{ continue-on-error: '${'$'}{{ true }}', steps: [${GATE}] }`,
      'without-effect',
    ],
    [
      'in one of two steps that decides',
      `{ steps: [{ uses: ${ACTIONS}/quality-gate@v1, with: { checks: vet } }, ${GATE}] }`,
      'yes',
    ],
    ['in none', '{ steps: [{ run: make }] }', 'no'],
    [
      'in a workflow of ours',
      `{ uses: fairlead-actions/fairlead/.github/workflows/go-service.yml@v1 }`,
      'yes',
    ],
    [
      'in one of ours without it',
      `{ uses: fairlead-actions/fairlead/.github/workflows/cleanup.yml@v1 }`,
      'no',
    ],
    [
      'in one of ours nobody knows',
      `{ uses: fairlead-actions/fairlead/.github/workflows/new.yml@v1 }`,
      'maybe',
    ],
    ['in a workflow of others', '{ uses: acme/x/.github/workflows/a.yml@v1 }', 'maybe'],
    ['in a workflow that is not there', '{ uses: ./not-there.yml }', 'maybe'],
  ])('%s', (_, job, answer) => {
    expect(found(job)).toBe(answer);
  });

  it.each([
    [
      'that calls one of ours',
      `jobs: { b: { uses: fairlead-actions/fairlead/.github/workflows/go-service.yml@v1 } }`,
      'yes',
    ],
    ['that uses the gate', `jobs: { b: { steps: [{ run: make }, ${GATE}] } }`, 'yes'],
    ['that uses another of ours', `jobs: { b: { steps: [{ uses: ${ACTIONS}/go-build@v1 }] } }`, 'no'],
    ['that calls one that is not there', 'jobs: { b: { uses: ./x.yml }, c: { steps: [] } }', 'maybe'],
    ['that is no YAML', 'jobs: [', 'maybe'],
    ['that is an action', composite(GATE), 'maybe'],
  ])('in a workflow of the repository %s', (_, text, answer) => {
    expect(found('{ uses: ./ci.yml }', { 'ci.yml': text })).toBe(answer);
  });

  it.each([
    ['with it', { 'ci/gate/action.yml': composite(GATE) }, 'yes'],
    ['under the other name of the file', { 'ci/gate/action.yaml': composite(GATE) }, 'yes'],
    ['that is not there', {}, 'maybe'],
    ['that is a program', { 'ci/gate/action.yml': 'runs: { using: node24, main: x.js }' }, 'no'],
    ['that uses others', { 'ci/gate/action.yml': composite('{ uses: acme/x@v1 }', '{ run: make }') }, 'no'],
    ['that uses one that is not there', { 'ci/gate/action.yml': composite('{ uses: ./x }') }, 'maybe'],
    [
      'that uses one with it',
      { 'ci/gate/action.yml': composite('{ uses: ./x }'), 'x/action.yml': composite(GATE) },
      'yes',
    ],
    ['that uses itself', { 'ci/gate/action.yml': composite('{ uses: ./ci/gate }') }, 'maybe'],
  ])('in a composite action %s', (_, files, answer) => {
    expect(found('{ steps: [{ run: make }, { uses: ./ci/gate }] }', files)).toBe(answer);
  });

  it('calls are followed ten deep, as GitHub allows, and no deeper', () => {
    const chain = (length: number) =>
      Object.fromEntries(
        Array.from({ length }, (_, index) => [
          `${index}.yml`,
          `jobs: { b: ${index === length - 1 ? `{ steps: [${GATE}] }` : `{ uses: ./${index + 1}.yml }`} }`,
        ]),
      );
    expect(found('{ uses: ./0.yml }', chain(11))).toBe('yes');
    expect(found('{ uses: ./0.yml }', chain(12))).toBe('maybe');
    const steps = (length: number) =>
      Object.fromEntries(
        Array.from({ length }, (_, index) => [
          `${index}/action.yml`,
          composite(index === length - 1 ? GATE : `{ uses: ./${index + 1} }`),
        ]),
      );
    expect(found('{ steps: [{ uses: ./0 }] }', steps(11))).toBe('yes');
    expect(found('{ steps: [{ uses: ./0 }] }', steps(12))).toBe('maybe');
  });
});
