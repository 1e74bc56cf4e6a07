import { describe, expect, it } from 'vitest';
import { ActRun } from '../../src/act/act-run.ts';

const step = { jobID: 'image', step: 'acme/x@v1', stage: 'Main' };

describe('a run of act, read from its log', () => {
  it('collects steps with result, time, outputs, errors and summary', () => {
    const run = new ActRun();
    for (const line of [
      { ...step, msg: '⭐ Run Main acme/x@v1' },
      { ...step, msg: 'hello\n', raw_output: true },
      { ...step, msg: '  ❗  ::error::broken', command: 'error', arg: 'broken' },
      { ...step, msg: '  ❓  ::notice::by the way', command: 'notice', arg: 'by the way' },
      { ...step, msg: 'set', command: 'set-output', name: 'image', arg: 'a@b' },
      { ...step, msg: 'summary', command: 'summary', content: '### x\n' },
      { ...step, msg: 'failed', stepResult: 'failure', executionTime: 1.5e9 },
      { jobID: 'image', msg: 'Job failed', jobResult: 'failure' },
    ]) {
      run.add(JSON.stringify(line));
    }
    expect(run.step('image', 'acme/x')).toMatchObject({
      result: 'failure',
      durationMs: 1500,
      outputs: { image: 'a@b' },
      errors: ['broken'],
      notices: ['by the way'],
      summary: '### x\n',
      log: ['hello', '  ❗  ::error::broken'],
    });
    expect(run.jobs).toMatchObject([{ id: 'image', result: 'failure' }]);
  });

  it('keeps main and post apart', () => {
    const run = new ActRun();
    run.add(JSON.stringify({ ...step, stepResult: 'success', msg: '' }));
    run.add(JSON.stringify({ ...step, stage: 'Post', stepResult: 'failure', msg: '' }));
    expect(run.step('image', 'acme')?.result).toBe('success');
    expect(run.step('image', 'acme', 'Post')?.result).toBe('failure');
  });

  it("keeps act's own words, JSON or not", () => {
    const run = new ActRun();
    run.add('Error: no such workflow');
    run.add(JSON.stringify({ level: 'warning', msg: 'no docker' }));
    run.add('{cut off');
    expect(run.messages).toEqual(['Error: no such workflow', 'no docker', '{cut off']);
  });
});
