import { expect, it } from 'vitest';
import { runGate, writeTree } from '../../actions/quality-gate/test/support/run-gate.ts';

const HEAD = 'package p\n\nimport (\n\t"log"\n\t"os"\n\t"testing"\n)\n\nvar _, _ = log.Fatal, os.Exit\n\n';

it.each([
  ['log.Fatal in a test', 'func TestA(t *testing.T) { log.Fatal("no database") }', /TestA.*no database\)$/],
  [
    'os.Exit in a test',
    'func TestA(t *testing.T) { os.Exit(1) }',
    /TestA.*ended by os\.Exit, log\.Fatal or a crash/,
  ],
  [
    'log.Fatal in TestMain',
    'func TestMain(m *testing.M) { log.Fatal("no database") }\n\nfunc TestA(t *testing.T) {}',
    /example\.com\/m\/p failed outside of its tests \(.* no database/,
  ],
])('a package that ends by %s says why', async (_, body, reason) => {
  const run = await runGate(await writeTree({ 'p/p_test.go': `${HEAD}${body}\n` }), { checks: 'test' });
  expect(run.outputs['outcome']).toBe('failed');
  expect(run.conditions['test']?.reason).toMatch(reason);
});
