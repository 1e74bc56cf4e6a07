import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ActRun } from '../../src/act/act-run.ts';
import { runAct } from '../../src/act/run-act.ts';

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

  it('keeps two steps with one `uses:` line apart', () => {
    const run = new ActRun();
    run.add(JSON.stringify({ ...step, stepID: ['0'], stepResult: 'success', msg: '' }));
    run.add(JSON.stringify({ ...step, stepID: ['integration'], stepResult: 'failure', msg: '' }));
    expect(run.steps.map(({ id, result }) => [id, result])).toEqual([
      ['0', 'success'],
      ['integration', 'failure'],
    ]);
    expect(run.stepOf({ ...step, stepID: ['integration', '3'] })?.result).toBe('failure');
  });

  it("keeps act's own words, JSON or not", () => {
    const run = new ActRun();
    run.add('Error: no such workflow');
    run.add(JSON.stringify({ level: 'warning', msg: 'no docker' }));
    run.add('{cut off');
    expect(run.messages).toEqual(['Error: no such workflow', 'no docker', '{cut off']);
  });
});

describe('the act driver', () => {
  it('does not start a run to its end when it was cancelled before', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fairlead-act-'));
    try {
      const binary = join(folder, 'act');
      await writeFile(binary, '#!/bin/sh\nexec sleep 60\n', { mode: 0o755 });
      const { exitCode, run } = await runAct({
        binary,
        repository: folder,
        workflow: 'x.yml',
        tree: folder,
        state: folder,
        path: '/usr/bin:/bin',
        signal: AbortSignal.abort(),
      });
      expect([exitCode, run.steps]).toEqual([null, []]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('reads what act prints last, and keeps its two streams apart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fairlead-act-'));
    try {
      const binary = join(folder, 'act');
      const script = "printf '{\"msg\":\"one'; printf 'Error: two' >&2; sleep 0.1; printf '\"}'";
      await writeFile(binary, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      const { run } = await runAct({
        binary,
        repository: folder,
        workflow: 'x.yml',
        tree: folder,
        state: folder,
        path: '/usr/bin:/bin',
      });
      expect(run.messages.toSorted()).toEqual(['Error: two', 'one']);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
