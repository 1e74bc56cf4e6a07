import { join } from 'node:path';
import { InputError, type InputProblem } from '@fairlead/core';
import { runCanary } from '../canary/run-canary.ts';
import type { RunRecord } from '../canary/run-record.ts';
import { type SavedState, STATE } from '../canary/saved.ts';
import type { Target } from '../cluster/target.ts';
import type { CanaryContext, CanaryInputs } from '../context.ts';
import { Drill, drillMissed } from '../drill/drill.ts';
import { type Fault, faultOf, type Maker } from '../drill/faults.ts';
import { makerOf } from '../drill/find-maker.ts';
import { inspectOnce } from '../plan/inspect.ts';
import { withMeasurement } from '../plan/measure.ts';
import { publishEvidence } from '../publish/evidence.ts';
import { recordRun } from '../publish/record.ts';
import { createAnnouncer } from '../telling/webhook.ts';
import { secondsWords } from '../verdict/words.ts';
import { assertNoProduction } from './check-drill.ts';
import { showDryRun } from './dry-run.ts';

/** What a drill found, as it is printed. */
interface DrillResult {
  readonly fault: string;
  readonly by: Maker;
  readonly rule: string;
  readonly detectionSeconds: number;
  readonly recoverySeconds: number;
  readonly budgetSeconds: number;
}

/** Breaks a canary of what stable runs, on purpose: it must be rolled back by itself, and in time. @throws PolicyError CANARY_DRILL_MISSED */
export async function runDrill(context: CanaryContext, target: Target): Promise<void> {
  const { inputs, clock, log } = context;
  assertNoProduction(context, target);
  const fault = faultOf(inputs.fault);
  const by = await makerOf(target, fault);
  const found = await inspectOnce(context, target);
  if (found.kind !== 'canary')
    throw new InputError(found.kind === 'problems' ? found.problems : [noCanary(inputs)]);
  if (inputs.dryRun)
    return showDryRun(context, `would start a canary of what stable runs; then the drill ${fault.about[by]}`);
  const plan = await withMeasurement(context, target, found);
  const drill = new Drill({
    ...{ target, clock, log, fault, by },
    size: { delayMs: inputs.faultDelay },
    afterMs: inputs.drillAfter,
  });
  const { workload, namespace } = target;
  const announcer = createAnnouncer(context, { workload, namespace, image: plan.image.text });
  let record: RunRecord;
  try {
    record = await runCanary(context, target, plan, announcer, drill);
  } finally {
    await drill.end();
  }
  recordRun(context, record);
  await publishEvidence(context, record.rollback?.evidence);
  const result = resultOf(record, drill, { fault, by, budgetMs: inputs.drillBudget });
  context.saveState(STATE, { token: '', outcome: 'started' } satisfies SavedState);
  await tell(context, result);
  announcer.say('drilled', wordsOf(result));
  await announcer.done();
}

function noCanary({ workload }: CanaryInputs): InputProblem {
  return {
    input: 'workload',
    value: workload,
    problem: 'runs nothing that could be drilled',
    allowed: 'a Deployment with pods',
  };
}

function resultOf(
  { failure, timeline, rollback }: RunRecord,
  { begunMs, problem }: Drill,
  { fault, by, budgetMs }: { readonly fault: Fault; readonly by: Maker; readonly budgetMs: number },
): DrillResult {
  const end = timeline.polls.at(-1);
  const isRule = end?.decision.kind === 'rollback' && rollback !== undefined;
  if (failure !== undefined && (!isRule || failure.code === 'CANARY_NOT_RECOVERED')) throw failure;
  if (begunMs === undefined || problem !== undefined)
    throw drillMissed(problem ?? `a rule spoke before the fault began: ${failure?.message ?? ''}`);
  const detectedMs = (end?.sample.atMs ?? 0) - begunMs;
  const recoveredMs = detectedMs + (rollback?.trafficSeconds ?? 0) * 1000;
  const rule = end?.decision.kind === 'rollback' ? end.decision.rule : '';
  if (recoveredMs > budgetMs)
    throw drillMissed(
      `it took ${secondsWords(recoveredMs)} and not ${secondsWords(budgetMs)} (rule ${rule})`,
    );
  const seconds = (ms: number): number => Number((ms / 1000).toFixed(1));
  return {
    fault: fault.name,
    by,
    rule,
    detectionSeconds: seconds(detectedMs),
    recoverySeconds: seconds(recoveredMs),
    budgetSeconds: seconds(budgetMs),
  };
}

async function tell(context: CanaryContext, result: DrillResult): Promise<void> {
  const { log, files, reportFolder, report } = context;
  const json = JSON.stringify(result);
  log.info(json);
  report.set('drill', result);
  await files.write(join(reportFolder, 'drill.json'), `${json}\n`);
  context.output('drill', json);
  context.output('detection-seconds', result.detectionSeconds.toFixed(1));
  context.output('recovery-seconds', result.recoverySeconds.toFixed(1));
  log.notice(wordsOf(result));
  context.settle('drilled', wordsOf(result));
  context.summarize(`**Drill**: ${wordsOf(result)}.`);
}

function wordsOf({ fault, rule, detectionSeconds, recoverySeconds, budgetSeconds }: DrillResult): string {
  return `the fault ${fault} was found by the rule ${rule} after ${detectionSeconds} s, and users were free of it after ${recoverySeconds} s of ${budgetSeconds} s`;
}
