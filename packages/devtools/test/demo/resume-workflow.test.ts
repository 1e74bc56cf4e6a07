import { readFile } from 'node:fs/promises';
import { ActRun } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { busyMs, withoutWait } from '../../src/demo/results.ts';
import { joinRuns, resumeWorkflow } from '../../src/demo/resume-workflow.ts';
import { WORKFLOW } from '../../src/demo/settings.ts';
import { headlineOf } from '../../src/demo/steps.ts';
import { commitResult } from './results.ts';

const IMAGE = 'r/orders@sha256:01';
const USES = 'fairlead-actions/fairlead/actions';

function line(run: ActRun, fields: object): void {
  run.add(JSON.stringify({ msg: '', ...fields }));
}

/** A run of the jobs that need no cluster. */
function before(): ActRun {
  const run = new ActRun();
  for (const jobID of ['build', 'gate']) line(run, { jobID, jobResult: 'success' });
  const step = { jobID: 'image', stepID: ['image'], step: `${USES}/docker-multistage@v1`, stage: 'Main' };
  line(run, { ...step, command: 'set-output', name: 'image', arg: IMAGE });
  line(run, { ...step, stepResult: 'success', executionTime: 1e9 });
  line(run, { jobID: 'image', jobResult: 'success' });
  return run;
}

describe('the workflow for the jobs that are left', () => {
  it('has the release as it stands, and of the others only what they gave', async () => {
    const text = await readFile(WORKFLOW, 'utf8');
    const { jobs, on } = parse(resumeWorkflow(text, before()));
    expect(jobs.release).toEqual(parse(text).jobs.release);
    expect(on).toEqual(parse(text).on);
    expect(jobs.image).toEqual({
      'runs-on': 'ubuntu-latest',
      outputs: { image: IMAGE },
      steps: [{ run: 'true' }],
    });
    expect(jobs.build.steps).toEqual([{ run: 'true' }]);
  });

  it('hands on nothing for a step that gave nothing', async () => {
    const run = new ActRun();
    line(run, { jobID: 'image', jobResult: 'success' });
    const { jobs } = parse(resumeWorkflow(await readFile(WORKFLOW, 'utf8'), run));
    expect(jobs.image.outputs).toEqual({ image: '' });
    expect(jobs.build.steps[1].uses).toContain('go-build');
  });
});

it('two parts of a run are one, without what the second says of the first', () => {
  const second = new ActRun();
  line(second, { jobID: 'image', stepID: ['0'], step: 'true', stage: 'Main', stepResult: 'success' });
  line(second, { jobID: 'release', stepID: ['1'], step: `${USES}/helm-deploy@v1`, stage: 'Main' });
  line(second, { jobID: 'release', jobResult: 'success' });
  const whole = joinRuns(before(), second);
  expect(whole.steps.map(({ job, name }) => `${job} ${name}`)).toEqual([
    `image ${USES}/docker-multistage@v1`,
    `release ${USES}/helm-deploy@v1`,
  ]);
  expect(whole.jobs.map(({ id }) => id)).toEqual(['build', 'gate', 'image', 'release']);
  expect(whole.step('image', 'docker-multistage')?.outputs).toEqual({ image: IMAGE });
});

it('the wait for the cluster is no time of the pipeline', () => {
  const result = commitResult(2, { startedAt: 1000, finishedAt: 61_000, waitedMs: 40_000 });
  expect(busyMs(result)).toBe(20_000);
  const [step] = result.run.steps;
  expect(withoutWait(result)[0]?.startedAt).toBe((step?.startedAt ?? 0) - 40_000);
  const image = commitResult(1, { waitedMs: 40_000 });
  expect(withoutWait(image)[0]?.startedAt).toBe(image.run.steps[0]?.startedAt);
});

it('the headline of a step is the first line of its summary', () => {
  const [step] = before().steps;
  if (step === undefined) throw new Error('no step');
  expect(headlineOf(step)).toBeUndefined();
  expect(headlineOf({ ...step, summary: '\n## built in 2 s\n\nmore' })).toBe('built in 2 s');
});
