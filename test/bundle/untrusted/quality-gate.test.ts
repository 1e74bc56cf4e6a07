import { startGithubApi } from '@fairlead/testkit';
import { describe, expect, onTestFinished } from 'vitest';
import { GITHUB_TOKEN } from '../../../actions/quality-gate/test/secrets/made-up.ts';
import { goEnvironment } from '../support/go-workspace.ts';
import { type Attack, type AttackRun, attack, type Target } from './support/attack.ts';

const config = (text: string) => ({ '.github/fairlead.yml': `quality-gate: {${text}}\n` });
const evil = { 'evil.sh!': '#!/bin/sh\ntouch WITNESS\nexec "$@"\n' };

const target: Target = {
  action: 'quality-gate',
  base: {
    'go.mod': 'module example.com/shop\n\ngo 1.24\n',
    'shop.go': 'package shop\n\nfunc Price(n int) int {\n\treturn n * 2\n}\n',
    'shop_test.go':
      'package shop\n\nimport "testing"\n\nfunc TestPrice(t *testing.T) {\n\tif Price(2) != 4 {\n\t\tt.Fatal("wrong price")\n\t}\n}\n',
    'good/good.go': 'package good\n\nfunc One() int {\n\treturn 1\n}\n',
    'good/good_test.go':
      'package good\n\nimport "testing"\n\nfunc TestOne(t *testing.T) {\n\tif One() != 1 {\n\t\tt.Fatal("no")\n\t}\n}\n',
    ...config('coverage-threshold: 90, test-timeout: 2m'),
  },
  env: goEnvironment,
  must({ exitCode, outputs, log }: AttackRun): void {
    expect(exitCode, log).toBe(1);
    expect(outputs['outcome'], log).toMatch(/^(failed|error)$/);
  },
};

/** The price is wrong, and the test says so. */
const broken = { 'shop.go': 'package shop\n\nfunc Price(n int) int {\n\treturn n * 3\n}\n' };
/** Three functions of four have no test. */
const uncovered = {
  'more.go':
    'package shop\n\nfunc A() int {\n\treturn 1\n}\n\nfunc B() int {\n\treturn 2\n}\n\nfunc C() int {\n\treturn 3\n}\n',
};
const failedTest = ({ outputs }: AttackRun): void => expect(outputs['reason']).toMatch(/TestPrice|test/);

describe("a fork's config file does not turn the verdict of its own failing test", () => {
  const rows: readonly (readonly [string, string])[] = [
    ['is a dry run', 'dry-run: true'],
    ['goes on after a failure', 'continue-on-fail: true'],
    ['checks the format alone', 'checks: gofmt'],
    ['tests another package alone', 'packages: ./good, coverage-threshold: 0'],
    ['skips the test', 'test-args: [-skip=TestPrice], coverage-threshold: 0'],
    ['runs no test', 'test-args: [-run=Nothing], on-missing: warn, coverage-threshold: 0'],
    ['lists the tests', 'test-args: ["-list=."], on-missing: warn, coverage-threshold: 0'],
    ['compiles the tests alone', 'test-args: [-c], on-missing: warn, coverage-threshold: 0'],
    ['leaves the test out by a build tag', 'build-tags: [hidden], coverage-threshold: 0'],
    ['says itself whose config file counts', 'config-from: head, dry-run: true'],
    ['names another config file', 'config: other.yml, dry-run: true'],
  ];
  attack(
    target,
    rows.map(
      ([name, text]): Attack => ({ name, head: { ...broken, ...config(text) }, must: failedTestOrRefused }),
    ),
  );
});

/** A file with a key that it may not have is refused; that is no pass either. */
function failedTestOrRefused(run: AttackRun): void {
  if (!run.outputs['reason']?.startsWith('INPUT_INVALID')) failedTest(run);
}

describe("a fork's config file does not turn the verdict of coverage that is too low", () => {
  const rows: readonly (readonly [string, string])[] = [
    ['lowers the threshold', 'coverage-threshold: 0'],
    ['takes the threshold away, so that the default counts', 'fail-fast: true'],
    ['leaves the files out', 'coverage-threshold: 90, coverage-exclude: ["**"]'],
    ['leaves one file out', 'coverage-threshold: 90, coverage-exclude: [more.go]'],
    ['covers other packages', 'coverage-threshold: 90, coverage-packages: ./good'],
  ];
  const low = ({ outputs }: AttackRun): void => expect(outputs['reason']).toContain('below 90 %');
  attack(target, [
    ...rows.map(([name, text]): Attack => ({ name, head: { ...uncovered, ...config(text) }, must: low })),
    {
      name: 'lowers the threshold where the clone has no base: GitHub tells what the base says',
      head: { ...uncovered, ...config('coverage-threshold: 0') },
      shallow: true,
      env: async ({ server }) => {
        const api = await startGithubApi('acme/orders', 'whole', server);
        onTestFinished(() => api.close());
        return api.env();
      },
      with: { 'github-token': 'fake-token' },
      must: low,
    },
    { name: 'empties its config file', head: { ...uncovered, '.github/fairlead.yml': '' }, must: low },
    {
      name: 'puts a repository of its own where the config file is, as a submodule does',
      head: { ...uncovered, ...config('coverage-threshold: 0'), '.github/.git': 'gitdir: ../sub\n' },
      must: low,
    },
  ]);
});

describe('a fork does not wave its own credential through', () => {
  const token = { 'token.go': `package shop\n\n// Token opens the door.\nconst Token = "${GITHUB_TOKEN}"\n` };
  const rules = 'checks: [secrets, test]';
  const rows: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    [
      'accepts its file',
      config(`${rules}, secret-ignores: [{path: "**", reason: mine, expires: 2099-01-01}]`),
    ],
    ['leaves the check out', config('checks: [test]')],
    [
      'judges it by a condition',
      config(`${rules}, conditions: [{metric: secrets, operator: "<=", threshold: 9}]`),
    ],
    ['calls its files binary', { '.gitattributes': '* -diff binary\n' }],
    ['takes it for a file of tests', { 'testdata/token.go': token['token.go'] }],
  ];
  const found = ({ log, outputs }: AttackRun): void => {
    expect(outputs['reason'], log).toContain('token.go:4: a token of GitHub');
    expect(log).not.toContain(GITHUB_TOKEN);
  };
  for (const scope of ['all', 'patch'])
    attack(
      { ...target, base: { ...target.base, ...config(`${rules}, secret-scope: ${scope}`) } },
      rows.map(
        ([name, head]): Attack => ({
          name: `${name}, scope ${scope}`,
          head: { ...token, ...head },
          must: found,
        }),
      ),
    );
});

describe('a fork does not take the lines of its change away', () => {
  const patch =
    'coverage-threshold: 0, conditions: [{metric: coverage, scope: patch, operator: ">=", threshold: 80}]';
  attack({ ...target, base: { ...target.base, ...config(patch) } }, [
    {
      name: 'by an attribute that calls its code binary',
      head: { ...uncovered, '.gitattributes': '*.go -diff\n' },
      must: ({ outputs, log }) => expect(outputs['reason'], log).toContain('coverage (patch)'),
    },
  ]);
});

describe("a fork's config file starts no program", () => {
  attack(target, [
    {
      name: '-toolexec among the arguments of go test',
      head: { ...broken, ...evil, ...config('test-args: ["-toolexec=./evil.sh"]') },
    },
    {
      name: '-exec among the arguments of go test',
      head: { ...broken, ...evil, ...config('test-args: ["-exec=./evil.sh"]') },
    },
    {
      name: '-vettool among the arguments of go test',
      head: { ...broken, ...evil, ...config('test-args: ["-vet=all", "-vettool=./evil.sh"]') },
    },
    {
      name: '-overlay with another source',
      head: {
        ...broken,
        'right.txt': 'package shop\n\nfunc Price(n int) int {\n\treturn n * 2\n}\n',
        'overlay.json': '{"Replace": {"shop.go": "right.txt"}}',
        ...config('test-args: ["-overlay=overlay.json"]'),
      },
    },
    {
      name: '-modfile with another module',
      head: {
        ...broken,
        'other.mod': 'module example.com/x\n',
        ...config('test-args: ["-modfile=other.mod"]'),
      },
    },
    {
      name: '-C into another folder',
      head: { ...broken, ...config('test-args: ["-C=good"], coverage-threshold: 0') },
    },
    {
      name: '-coverprofile and -o write elsewhere',
      head: { ...broken, ...config('test-args: ["-o=OUTSIDE/x", "-outputdir=OUTSIDE"]') },
    },
  ]);
});

describe('links, event and test output', () => {
  attack(target, [
    {
      name: 'the config file is a link out of the workspace',
      head: { ...broken, '.github/fairlead.yml': '-> /etc/passwd' },
      must: ({ log, summary }) => expect(log + summary).not.toContain('root:'),
    },
    {
      name: 'the config file is a link into the folder of git, where a token may be',
      head: { ...broken, '.github/fairlead.yml': '-> ../.git/config' },
      must: ({ log, summary }) => expect(log + summary).not.toContain('ann@example.com'),
    },
    {
      name: 'the folder of the config file is a link out of the workspace',
      head: { ...broken, '.github': '-> OUTSIDE' },
    },
    ...[
      'pull_request_target',
      'workflow_run',
      'issue_comment',
      'pull_request_review',
      'an_event_of_tomorrow',
    ].map(
      (event): Attack => ({
        name: `a dry run on ${event}`,
        event,
        head: { ...broken, ...config('dry-run: true') },
      }),
    ),
    {
      name: 'a fork that is gone',
      head: { ...broken, ...config('dry-run: true') },
      payload: {
        pull_request: { number: 7, head: { repo: null }, base: { repo: { full_name: 'acme/orders' } } },
      },
    },
    {
      name: 'a payload that says nothing',
      head: { ...broken, ...config('continue-on-fail: true') },
      payload: {},
    },
    {
      name: 'an event without a file',
      head: { ...broken, ...config('dry-run: true') },
      env: { GITHUB_EVENT_PATH: '/nowhere/event.json' },
      must: ({ outputs }) => expect(outputs['reason']).toMatch(/^EVENT_UNREADABLE/),
    },
    {
      name: 'a test that prints a pass, orders to the runner and outputs',
      head: {
        'shop_test.go': `package shop

import (
	"fmt"
	"os"
	"testing"
)

func TestPrice(t *testing.T) {
	for _, name := range []string{"GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_STATE"} {
		if path := os.Getenv(name); path != "" {
			os.WriteFile(path, []byte("outcome=passed\\n"), 0o644)
		}
	}
	fmt.Println("::set-output name=outcome::passed")
	fmt.Println("::stop-commands::x")
	fmt.Println("--- PASS: TestPrice (0.00s)\\nPASS\\nok  \\texample.com/shop\\t0.001s\\tcoverage: 100.0% of statements")
	fmt.Println(\`{"Action":"pass","Package":"example.com/shop","Test":"TestPrice"}\`)
	t.Fatal("wrong price")
}
`,
      },
    },
    {
      name: 'a TestMain that ends well before its tests',
      head: {
        ...broken,
        'main_test.go':
          'package shop\n\nimport (\n\t"os"\n\t"testing"\n)\n\nfunc TestMain(m *testing.M) {\n\tos.Exit(0)\n}\n',
        ...config('on-missing: warn, coverage-threshold: 0'),
      },
    },
    {
      name: 'a name of a branch and of a file with orders in them',
      branch: 'x`touch WITNESS`$(touch WITNESS)::error::y',
      head: { ...broken, 'a;touch WITNESS;$(touch x).go': 'package shop\n' },
    },
  ]);
});
