import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type GateRun, runGate, writeTree } from '../../actions/quality-gate/test/support/run-gate.ts';
import { goTest } from '../../actions/quality-gate/test/support/samples.ts';

/** Of this run alone: the history lies in Go's cache, which other tests share. */
const MODULE = `example.com/order${process.pid}`;
const NAMES = Array.from({ length: 12 }, (_, index) => `p${String(index).padStart(2, '0')}`);
const package_ = (name: string, body: string): readonly (readonly [string, string])[] => [
  [`${name}/${name}.go`, `package ${name}\n\n// N is one.\nconst N = 1\n`],
  [`${name}/${name}_test.go`, goTest(name, 'TestIt', body)],
];

/** The packages as the log tells them, in the order in which they ended. */
function told({ log }: GateRun): readonly string[] {
  return [...log.matchAll(new RegExp(`^(?:ok|FAIL|---).*?${MODULE}/(p\\d\\d)\\b`, 'gm'))].map(
    ([, name = '']) => name,
  );
}

it('what failed, changed, or imports what changed is told first in the next run, and every package runs (QG-22)', async () => {
  const files = Object.fromEntries([
    ['go.mod', `module ${MODULE}\n\ngo 1.24\n`],
    ...NAMES.flatMap((name) => package_(name, name === 'p10' ? 't.Fatal("broken")' : 't.Log(N)')),
  ]);
  files['p11/uses.go'] = `package p11\n\nimport "${MODULE}/p07"\n\n// M is one.\nconst M = p07.N\n`;
  const workspace = await writeTree(files);
  const inputs = { checks: 'test', order: 'history', fresh: 'always' };
  // of two that run at once the one that began later may end first
  const run = (more = {}): Promise<GateRun> =>
    runGate(workspace, { ...inputs, ...more }, { GOMAXPROCS: '1' });
  const first = await run();
  expect(first.exitCode, first.log).toBe(1);
  expect(told(first), first.log).toEqual(NAMES);
  expect(first.log).toContain('order: nothing is known to be likely to fail');

  const second = await run();
  expect(told(second), second.log).toEqual(['p10', ...NAMES.filter((name) => name !== 'p10')]);
  expect(second.log).toContain(`order: first ${MODULE}/p10 (failed lately)`);
  // the verdict tells nothing of the order
  expect(second.conditions['test']).toEqual(first.conditions['test']);

  await writeFile(join(workspace, 'p07/p07.go'), 'package p07\n\n// N is one.\nconst N = 2 - 1\n');
  const third = await run({ select: 'affected' });
  expect(told(third).slice(0, 3), third.log).toEqual(['p10', 'p07', 'p11']);
  expect([...told(third)].sort()).toEqual(NAMES);
});
