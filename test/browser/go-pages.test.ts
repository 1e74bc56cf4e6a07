import { forgeStep, type PhaseResult } from '@fairlead/testkit';
import { describe, it, onTestFinished } from 'vitest';
import { coveredPackage, goTest } from '../../actions/quality-gate/test/support/samples.ts';
import { goEnvironment, VERSIONED_MAIN } from '../bundle/support/go-workspace.ts';
import { writeTree } from '../support/write-tree.ts';
import { HOSTILE, LONG } from './support/hostile.ts';
import { expectGoodPage } from './support/page-of.ts';
import { useBrowser } from './support/use-browser.ts';

const browser = useBrowser();
const module = { 'go.mod': 'module example.com/m\n\ngo 1.24\n' };

async function runGo(
  action: string,
  files: Readonly<Record<string, string>>,
  inputs: Readonly<Record<string, string>> = {},
): Promise<PhaseResult> {
  const workspace = await writeTree({ ...module, ...files });
  const step = await forgeStep({ action, workspace, inputs, env: await goEnvironment() });
  onTestFinished(() => step.dispose());
  return step.main();
}

describe('the page of go-build', () => {
  const versioned = { 'cmd/orders/main.go': VERSIONED_MAIN };

  it('that built', async () => expectGoodPage(browser(), await runGo('go-build', versioned), 0));

  it('whose code does not compile, in lines without an end', async () => {
    const broken = `package main\n\nfunc main() { ${LONG}("${HOSTILE.replaceAll('"', "'")}") }\n`;
    await expectGoodPage(browser(), await runGo('go-build', { 'main.go': broken }), 1);
  });
});

describe('the page of quality-gate', () => {
  it('that passed', async () =>
    expectGoodPage(browser(), await runGo('quality-gate', coveredPackage(3, 4)), 0));

  it('with tests that fail in long lines', async () => {
    const body = `t.Log("${LONG}")\n\tt.Error("${HOSTILE.replaceAll('"', "'")}")`;
    const files = { ...coveredPackage(1, 4), 'b/b_test.go': goTest('b', 'TestB', body) };
    await expectGoodPage(browser(), await runGo('quality-gate', files), 1);
  });

  it('with inputs that nobody can use', async () => {
    const inputs = { checks: HOSTILE, 'coverage-threshold': LONG, packages: `./${LONG}` };
    await expectGoodPage(browser(), await runGo('quality-gate', {}, inputs), 1);
  });
});
