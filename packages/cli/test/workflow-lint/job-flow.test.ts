import { describe, expect, it } from 'vitest';
import { JobFlow, needsClosure } from '../../src/workflow-lint/flow/job-flow.ts';
import { type Scenario, scenariosOf } from '../../src/workflow-lint/flow/scenarios.ts';
import { readFile } from '../../src/workflow-lint/model/read-workflow.ts';
import type { Workflow } from '../../src/workflow-lint/model/workflow.ts';

const workflow = (text: string): Workflow => readFile(text, 'any') as Workflow;
const main: Scenario = { event: 'push', ref: 'refs/heads/main', shown: '', releases: true };

/** Whether job `b` runs. */
function runs(
  condition: string,
  { scenario = main, failed = [] as string[], a = '' } = {},
): boolean | undefined {
  const text = `on: push\njobs:\n  a: { ${a} }\n  b: { needs: a, if: ${JSON.stringify(condition)} }\n`;
  const read = workflow(text);
  const job = read.jobs[1];
  return job === undefined ? undefined : new JobFlow(read, scenario, failed).runs(job);
}

describe('a condition, as far as it can be known', () => {
  it.each([
    ["github.ref == 'refs/heads/main'", true],
    ["github.ref == 'refs/heads/Main'", true],
    ["github.ref != 'refs/heads/main'", false],
    ["${{ github.ref_name == 'main' }}", true],
    ["github['ref_type'] == 'tag'", false],
    ["vars.X == 'y'", undefined],
    ["vars.X == 'y' && github.event_name == 'pull_request'", false],
    ["vars.X == 'y' || github.event_name == 'push'", true],
    ["vars.X == 'y' && github.event_name == 'push'", undefined],
    ["!(github.event_name == 'push')", false],
    ['!vars.X', undefined],
    ["startsWith(github.ref, 'refs/tags/')", false],
    ['contains(fromJSON(\'["main", "x"]\'), github.ref_name)', true],
    ["fromJSON('{') == 1", undefined],
    ["join(vars.X, ',') == ','", undefined],
    ["needs.a.result == 'success'", true],
    ['needs.a.outputs.x', undefined],
    ["hashFiles('go.sum')", undefined],
    ['1 < 2', true],
    ['2 <= 1', false],
    ['1 > 2', false],
    ['2 >= 2', true],
    ['1 >= 2', false],
    ['3 >= 2', true],
    ['2 > 2', false],
    ['2 < 2', false],
    ['1 <= 2', true],
    ['2 <= 2', true],
    ['vars.X == vars.Y', undefined],
    ["github.ref == 'refs/heads/main' && github.event_name == 'push'", true],
    ["github.ref == 'x' || github.event_name == 'y'", false],
    ["startsWith(vars.X, 'a') && false", false],
    ["github.event.ref == 'x'", undefined],
    ["needs.A.result == 'success'", true],
    ["needs.nobody.result == 'success'", undefined],
    ["needs.a.result.more == 'x'", undefined],
    ["needs['a']['result'] == 'success'", true],
    ["needs[vars.X].result == 'success'", undefined],
    ['cancelled()', false],
    ['ALWAYS()', true],
    ['((', undefined],
    ['always()', true],
    ['!cancelled()', true],
    ['failure()', undefined],
    ['success()', true],
    ['', undefined],
    ['${{ true }} && false', undefined],
  ])('%s: %s', (condition, answer) => expect(runs(condition)).toBe(answer));

  it.each([
    ["github.ref == 'refs/heads/main'", false],
    ['always()', true],
    ['!cancelled()', true],
    ['failure()', true],
    ['success() || vars.X', undefined],
    ['vars.X', false],
    ['((', undefined],
    ['success()', false],
    ['!failure()', false],
    ["always() && needs.a.result == 'success'", false],
    ["always() && needs.a.result == 'failure'", true],
  ])('with a red job before: %s: %s', (condition, answer) =>
    expect(runs(condition, { failed: ['a'] })).toBe(answer),
  );

  it.each([
    ['true', false],
    ["always() && needs.a.result == 'skipped'", true],
    ['!failure()', undefined],
  ])('with a job before that is skipped: %s: %s', (condition, answer) =>
    expect(runs(condition, { a: 'if: false' })).toBe(answer),
  );

  it('a job before of which nobody knows leaves it open', () => {
    expect(runs('true', { a: 'if: vars.X' })).toBeUndefined();
    expect(runs('always()', { a: 'if: vars.X' })).toBe(true);
  });

  it('skips with a skipped job two steps before, whatever ran between', () => {
    const read = workflow(
      'on: push\njobs:\n  a: { if: false }\n  b: { needs: a, if: always() }\n  c: { needs: b }\n',
    );
    const flow = new JobFlow(read, main);
    expect(read.jobs.map((job) => flow.runs(job))).toEqual([false, true, false]);
  });

  it('of jobs that wait for each other nobody knows', () => {
    const read = workflow('on: push\njobs:\n  a: { needs: b }\n  b: { needs: a }\n  c: { needs: nobody }\n');
    const flow = new JobFlow(read, main);
    expect(read.jobs.map((job) => flow.runs(job))).toEqual([undefined, undefined, true]);
  });

  it('knows of a step whether its if: holds, while all went well', () => {
    const read = workflow(
      'on: push\njobs: { a: { steps: [{ run: x }, { if: failure(), run: x }, { if: "github.ref == \'x\'", run: x }, { if: vars.X, run: x }] } }\n',
    );
    const [job] = read.jobs;
    const flow = new JobFlow(read, main);
    const holds = job?.steps.map((step) => flow.holds(job, step.if));
    expect(holds).toEqual([true, undefined, false, undefined]);
  });

  it.each([
    ['push', 'refs/tags/v1.2.3', "github.ref_type == 'tag' && github.ref_name == 'v1.2.3'", true],
    ['push', 'refs/heads/a/b', "github.ref_type == 'branch' && github.ref_name == 'a/b'", true],
    ['pull_request', 'refs/pull/7/merge', "github.ref_name == '7/merge'", true],
    ['schedule', undefined, "github.event_name == 'schedule'", true],
    ['schedule', undefined, "github.ref == 'refs/heads/main'", undefined],
    ['workflow_call', undefined, "github.event_name == 'workflow_call'", undefined],
    ['push', 'refs/heads/main', "github.actor == 'ann'", undefined],
  ])('on %s of %s: %s', (event, ref, condition, answer) => {
    expect(runs(condition, { scenario: { event, ref, shown: '', releases: true } })).toBe(answer);
  });

  it('finds all jobs that one needs, near or far, and never itself', () => {
    const read = workflow(
      'on: push\njobs:\n  a: { needs: [c, nobody] }\n  b: { needs: a }\n  c: { needs: [b, d] }\n  d: {}\n  e: {}\n',
    );
    const jobs = new Map(read.jobs.map((job) => [job.id, job]));
    const [first] = read.jobs;
    const found = first === undefined ? [] : [...needsClosure(first, jobs)].map(({ id }) => id);
    expect(found.sort()).toEqual(['b', 'c', 'd']);
  });

  it('knows texts with expressions', () => {
    const read = workflow('on: push\njobs: { a: {} }\n');
    const [job] = read.jobs;
    const text = (value: string) => (job === undefined ? '' : new JobFlow(read, main).text(job, value));
    expect(text("to-${{ github.ref_name == 'main' && 'prod' || 'dev' }}")).toBe('to-prod');
    expect(text('${{ vars.X }}')).toBeUndefined();
    expect(text('a ${{ (( }} b')).toBeUndefined();
    expect(text('${{ github.ref_name }}-${{ 1 }} end')).toBe('main-1 end');
    expect(text('plain')).toBe('plain');
  });
});

describe('how a workflow starts', () => {
  const refs = (on: string) =>
    scenariosOf(workflow(`on: ${on}\njobs: {}\n`)).map(({ event, ref, releases }) => [event, ref, releases]);

  it.each([
    [
      'push',
      ['refs/heads/feature/x refused', 'refs/heads/main', 'refs/tags/nightly refused', 'refs/tags/v1.2.3'],
    ],
    ['{ push: { branches: [main] } }', ['refs/heads/main']],
    ['{ push: { tags: ["v*"] } }', ['refs/tags/v1.2.3']],
    ['{ push: { branches: [develop] } }', ['refs/heads/develop refused']],
    ['{ push: { branches: ["feature/**"] } }', ['refs/heads/feature/xx refused']],
    ['{ push: { branches: ["release/*"] } }', ['refs/heads/release/x']],
    ['{ push: { branches: ["*", "!main"] } }', ['refs/heads/feature/x refused', 'refs/heads/main']],
    ['{ push: { branches-ignore: [wip] } }', []],
    ['{ push: { tags-ignore: [wip] } }', []],
    ['{ push: { branches: [main], tags-ignore: [wip] } }', ['refs/heads/main']],
    [
      '{ push: { branches: main, tags: ["*", "!x"] } }',
      ['refs/heads/main', 'refs/tags/nightly refused', 'refs/tags/v1.2.3'],
    ],
    ['{ push: { branches: [Feature/x] } }', ['refs/heads/Feature/x refused']],
    ['{ push: { branches: [features] } }', ['refs/heads/features']],
    [
      '{ push: }',
      ['refs/heads/feature/x refused', 'refs/heads/main', 'refs/tags/nightly refused', 'refs/tags/v1.2.3'],
    ],
    ['constructor', ['undefined']],
    ['[pull_request]', ['refs/pull/7/merge refused']],
    ['issue_comment', ['refs/heads/main refused']],
  ])('%s', (on, expected) => {
    expect(refs(on).map(([, ref, releases]) => `${ref}${releases === true ? '' : ' refused'}`)).toEqual(
      expected,
    );
  });

  it('a person who asks, the clock and another workflow may', () => {
    expect(
      refs('[workflow_dispatch, schedule, workflow_run, release]').map(([, ref, ok]) => [ref, ok]),
    ).toEqual(Array(4).fill([undefined, true]));
  });
});
