import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { type GateRun, runGate, writeTree } from '../../actions/quality-gate/test/support/run-gate.ts';
import { goTest } from '../../actions/quality-gate/test/support/samples.ts';

const source = (name: string): string =>
  `package ${name}\n\nfunc F(x int) int {\n\tif x > 1 {\n\t\treturn 1\n\t}\n\treturn x\n}\n`;
const sorted = (text: string): string => text.split('\n').sort().join('\n');
const NAMES = ['a', 'b', 'c', 'd', 'e'];

it('four shards, one after the other, are merged into the verdict of one run, byte by byte; a lost one is an error', async () => {
  const workspace = await writeTree({
    ...Object.fromEntries(NAMES.map((name) => [`${name}/x.go`, source(name)])),
    ...Object.fromEntries(
      NAMES.slice(0, 4).map((name) => [`${name}/x_test.go`, goTest(name, 'TestF', 'F(1)')]),
    ),
    'b/y_test.go': goTest('b', 'TestBad', 't.Fatal("bad")'),
  });
  const inputs = { checks: 'vet,test,coverage', 'coverage-threshold': '90', fresh: 'always' };
  const one = await runGate(workspace, inputs);
  const parts = join(workspace, 'parts');
  await mkdir(parts);
  const packages: string[] = [];
  for (const index of [1, 2, 3, 4]) {
    const shard = await runGate(workspace, { ...inputs, shard: `${index}/4` });
    const path = shard.outputs['shard-report'] ?? '';
    await copyFile(path, join(parts, basename(path)));
    const { packages: own } = shard.report.data['tests'] as { packages: { name: string }[] };
    packages.push(...own.map(({ name }) => name));
    expect(shard.conditions['coverage']?.reason).toBe('left to the run that merges the shards');
  }
  expect(packages.sort()).toEqual(NAMES.map((name) => `example.com/m/${name}`));
  const merged = await runGate(workspace, { ...inputs, merge: 'parts' });
  expect(merged.outputs['conditions']).toBe(one.outputs['conditions']);
  expect(merged.conditions['coverage']).toMatchObject({ status: 'failed' });
  expect(merged.annotations).toEqual(one.annotations);
  const profile = (run: GateRun): Promise<string> => readFile(run.outputs['coverage-profile'] ?? '', 'utf8');
  expect(sorted(await profile(merged))).toBe(sorted(await profile(one)));
  expect(one.outputs).toMatchObject({ outcome: 'failed', 'tests-failed': '1', 'tests-passed': '4' });
  await rm(join(parts, 'shard-3-of-4.json'));
  const lost = await runGate(workspace, { ...inputs, merge: 'parts' });
  expect(lost.conditions['test']).toMatchObject({
    status: 'errored',
    reason: 'the shards make no whole run: shard 3 of 4 left no report',
  });
});
