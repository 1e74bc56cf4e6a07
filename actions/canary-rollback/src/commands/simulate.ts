import { CancelledError, markdownTable } from '@fairlead/core';
import type { CanaryContext } from '../context.ts';
import { limitsOf } from '../plan/limits.ts';
import { type Played, playScenario } from '../simulate/play.ts';
import type { Recorded } from '../simulate/recorded.ts';
import { type Judged, judgeRecorded } from '../simulate/replay.ts';
import { scenarioOf } from '../simulate/scenario.ts';
import type { Limits } from '../verdict/types.ts';
import { secondsWords } from '../verdict/words.ts';
import { judging, readRecording } from './recording.ts';

/** Says what the rules that are given would have done: on a recorded run, or on traffic that is made up. Asks nobody. */
export async function simulateRules(context: CanaryContext): Promise<void> {
  const { inputs } = context;
  if (inputs.fromReport !== undefined) return onRecorded(context, await readRecording(context));
  return onTraffic(context);
}

function onRecorded(context: CanaryContext, recorded: Recorded): void {
  // How requests were counted and shared is a matter of that run and not of the rules.
  const { counting, sharedByRequest, switched } = recorded.rules;
  const rules: Limits = { ...limitsOf(context.inputs), counting, sharedByRequest, switched };
  const judged = judging(context, () => untilRollback(recorded, rules));
  const last = judged.at(-1);
  const was = recorded.polls.at(-1);
  const then = was === undefined ? 'nothing' : wordsOf(was.decision, was.sample.atMs);
  const now = last === undefined ? 'nothing' : wordsOf(last.decision, last.atMs);
  const beyond =
    last?.decision.kind !== 'rollback' && was?.decision.kind === 'rollback'
      ? '; what came after that nobody has seen'
      : '';
  const words = `these rules: ${now}${beyond}; the run itself: ${then}`;
  if (last?.decision.kind === 'rollback') context.output('detection-seconds', (last.atMs / 1000).toFixed(1));
  context.report.set('simulation', {
    rules,
    decisions: judged.map(({ atMs, step, decision }) => ({ atMs, step, decision })),
  });
  finish(context, words, `Simulated on a recorded run: ${words}.`);
}

function untilRollback(recorded: Recorded, rules: Limits): readonly Judged[] {
  const judged: Judged[] = [];
  for (const one of judgeRecorded(recorded, rules)) {
    judged.push(one);
    if (one.decision.kind === 'rollback') break;
  }
  return judged;
}

function wordsOf(decision: Judged['decision'], atMs: number): string {
  const at = secondsWords(atMs);
  if (decision.kind === 'rollback') return `rolled back by ${decision.rule} after ${at} (${decision.reason})`;
  return decision.kind === 'advance' ? `passed after ${at}` : `no rollback within ${at} (${decision.kind})`;
}

async function onTraffic(context: CanaryContext): Promise<void> {
  const { inputs, signal } = context;
  const scenario = scenarioOf(inputs.traffic ?? []);
  const options = { limits: limitsOf(inputs), windowMs: inputs.window, intervalMs: inputs.interval };
  const pause = async (): Promise<void> => {
    await new Promise((done) => setImmediate(done));
    if (signal.aborted) throw new CancelledError('simulating');
  };
  const { bad, healthy } = await playScenario(scenario, options, pause);
  context.report.set('simulation', { scenario, rules: options.limits, bad, healthy });
  const rows = [
    ['as described', ...cellsOf(bad)],
    ['as good as stable', ...cellsOf(healthy)],
  ];
  const table = markdownTable(['Canary', 'Rolled back', 'Median', 'P90'], rows, [
    'left',
    'right',
    'right',
    'right',
  ]);
  context.log.info(table);
  if (bad.median !== undefined) context.output('detection-seconds', bad.median.toFixed(1));
  context.output('false-alarm-rate', percentOf(healthy).toFixed(1));
  const found = bad.median === undefined ? '' : `, half of them within ${bad.median} s`;
  const words = `${percentOf(bad).toFixed(1)} % of ${bad.runs} canaries were rolled back${found}; of those as good as stable ${percentOf(healthy).toFixed(1)} % (seed ${scenario.seed})`;
  finish(context, words, `Simulated: ${words}.\n\n${table}`);
}

function percentOf({ stopped, runs }: Played): number {
  return (100 * stopped) / runs;
}

function cellsOf(played: Played): readonly string[] {
  const seconds = (value: number | undefined): string => (value === undefined ? '–' : `${value} s`);
  return [`${percentOf(played).toFixed(1)} %`, seconds(played.median), seconds(played.p90)];
}

function finish(context: CanaryContext, words: string, markdown: string): void {
  context.log.notice(words);
  context.settle('simulated', words);
  context.summarize(markdown);
}
