import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { forgeStep, initGit, openWorkspace, type PhaseResult } from '@fairlead/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { GITHUB_TOKEN, PEM } from '../../actions/quality-gate/test/secrets/made-up.ts';
import { writeTree } from '../../actions/quality-gate/test/support/run-gate.ts';
import { goTest } from '../../actions/quality-gate/test/support/samples.ts';
import { goEnvironment } from './support/go-workspace.ts';

/** Everything that a run has told: the log, what the runner was handed, and all files of the report. */
async function everythingTold(run: PhaseResult, temp: string): Promise<string> {
  const entries = await readdir(temp, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map((file) => readFile(file, 'latin1')));
  return [run.log, run.summary, JSON.stringify(run), ...texts].join('\n');
}

/** Forms in which a value could be told, and parts of it that are long enough to tell it. */
function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const shifted = [1, 2].map((by) =>
    Buffer.concat([Buffer.alloc(by), bytes])
      .toString('base64')
      .slice(4, -4),
  );
  return [
    value,
    value.slice(0, 16),
    value.slice(-16),
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    ...shifted,
    bytes.toString('hex'),
  ];
}

it('a credential in the code is told by place and kind, and its value by nothing that the gate leaves (QG-18)', async () => {
  const body = PEM.split('\n').slice(1, -2).join('\n');
  const print = [
    'println(Token)',
    'println(base64.StdEncoding.EncodeToString([]byte("user:" + Token)))',
    'println(url.QueryEscape(Token))',
    't.Fatal(Token)',
  ].join('\n\t');
  const workspace = await writeTree({
    'a/a.go': `package a\n\n// Token opens the door.\nconst Token = "${GITHUB_TOKEN}"\n`,
    'a/a_test.go': goTest('a', 'TestA', print).replace(
      'import "testing"',
      'import (\n\t"encoding/base64"\n\t"net/url"\n\t"testing"\n)',
    ),
    'deploy/key.pem': PEM,
  });
  await (await initGit(openWorkspace(workspace))).commit('all');
  const step = await forgeStep({
    action: 'quality-gate',
    workspace,
    inputs: { checks: 'secrets,test' },
    env: await goEnvironment(),
  });
  onTestFinished(() => step.dispose());
  const run = await step.main();
  expect(run.exitCode, run.log).toBe(1);
  const place = /a\/a\.go:4.*a token of GitHub: ghp_\*\*\* \(40 characters\), fingerprint f[0-9a-f]{16}/;
  expect(run.outputs['reason']).toMatch(place);
  expect(run.log).toMatch(place);
  const places = run.annotations.map(({ properties }) => properties).join('\n');
  expect(places).toMatch(/title=secrets github-token,file=a\/a\.go,line=4/);
  expect(places).toMatch(/title=secrets private-key,file=deploy\/key\.pem,line=1/);
  const sarif = JSON.parse(await readFile(run.outputs['sarif'] ?? '', 'utf8'));
  const rules = sarif.runs[0].results.map(({ ruleId }: { readonly ruleId: string }) => ruleId);
  expect(rules).toEqual(expect.arrayContaining(['secrets github-token', 'secrets private-key']));
  const report = JSON.parse(await readFile(run.outputs['report'] ?? '', 'utf8'));
  expect(report.data.secretFinds).toMatchObject([
    { file: 'a/a.go', line: 4, rule: 'github-token' },
    { file: 'deploy/key.pem', line: 1, rule: 'private-key' },
  ]);
  // the test has printed it, and its failure is told
  expect(run.summary).toContain('TestA');
  const told = await everythingTold(run, step.temp);
  expect(told).toContain('ghp_***');
  for (const secret of [GITHUB_TOKEN, body])
    expect(formsOf(secret).filter((form) => told.includes(form))).toEqual([]);
});
