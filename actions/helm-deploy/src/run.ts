import { errorMessage, PolicyError } from '@fairlead/core';
import type { Rendered } from '@fairlead/helm';
import { renderChecked } from './chart/render-checked.ts';
import type { DeployContext } from './context.ts';
import { advise } from './deploy/advise.ts';
import { confirm } from './deploy/confirm.ts';
import { dryRun } from './deploy/dry-run.ts';
import { type Prepared, prepare } from './deploy/prepare.ts';
import { rollBackAndFail } from './deploy/roll-back-and-fail.ts';
import { saveBegin, saveDone } from './deploy/saved.ts';
import { upgrade } from './deploy/upgrade.ts';
import { recordDeployment } from './publish/github-deployment.ts';
import { unlockRelease } from './release/unlock.ts';
import { startDeadline } from './rollout/deadline.ts';
import { smokeMs, smokeTest } from './smoke/smoke-test.ts';

/** The stages of a deploy. */
export async function run(context: DeployContext): Promise<void> {
  const prepared = await context.stage('prepare', () => prepare(context));
  try {
    const rendered = await context.stage('render', async () => {
      const chart = await renderChecked(context, prepared);
      await advise(context, prepared, chart);
      return chart;
    });
    if (context.inputs.dryRun) {
      await context.stage('dry run', () => dryRun(context, prepared, rendered));
    } else {
      await deploy(context, prepared, rendered);
    }
  } finally {
    await context.files.remove(prepared.valuesFolder); // it may hold secrets
  }
}

async function deploy(context: DeployContext, prepared: Prepared, guessed: Rendered): Promise<void> {
  const history = await context.stage('unlock', () => unlockRelease(context, prepared));
  const rendered =
    guessed.guess === 'pending'
      ? await context.stage('render again', () => renderChecked(context, prepared))
      : guessed;
  const before = history.at(-1)?.revision ?? 0;
  saveBegin(context, before);
  const deadline = startDeadline(context.clock, context.inputs.timeout, smokeMs(context.inputs));
  const started = context.clock.monotonic();
  const record = await recordDeployment(context);
  try {
    const { end: rolledOut, applied } = await upgrade(context, prepared, { rendered, before, deadline });
    const end = rolledOut.kind === 'healthy' ? await smokeTest(context) : rolledOut;
    if (end.kind !== 'healthy') return await rollBackAndFail(context, prepared, { end, before, deadline });
    const { answers } = end;
    saveDone(context); // what is healthy is not rolled back, even when it cannot be told any more
    const seconds = (context.clock.monotonic() - started) / 1000;
    await context.stage('confirm', () => confirm(context, prepared, { applied, history, answers, seconds }));
    await record.end('success', `healthy after ${seconds.toFixed(1)} s`);
  } catch (error) {
    await record.end(error instanceof PolicyError ? 'failure' : 'error', errorMessage(error));
    throw error;
  }
}
