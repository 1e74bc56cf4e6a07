import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isProductionName } from '@fairlead/core';
import { describe, expect, it } from 'vitest';
import { loadActions } from '../../src/definitions/actions.ts';
import { environmentsSchema, policyKeys } from '../../src/workflow-lint/environments/policy.ts';
import { openRepository } from '../../src/workflow-lint/find-files.ts';
import { type LintFile, lintFile } from '../../src/workflow-lint/lint-file.ts';
import type { Repository } from '../../src/workflow-lint/repository.ts';
import type { Rule, WorkflowFacts } from '../../src/workflow-lint/rule.ts';
import { rules } from '../../src/workflow-lint/rules/registry.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');

/** A reusable workflow as those of the repository describe themselves. */
const workflows: readonly WorkflowFacts[] = [
  {
    name: 'go-service',
    inputs: { image: { type: 'string', required: false }, canary: { type: 'boolean', required: false } },
    secrets: ['kubeconfig'],
    outputs: ['image'],
    permissions: { contents: 'read', packages: 'write' },
    gate: true,
  },
];

const nothing: Repository = { read: () => undefined, unreadConfigs: () => [] };

function lint(text: string, chosen: readonly Rule[] = rules, path = 'workflow.yml', repository = nothing) {
  const file: LintFile = { path, text, repository };
  return lintFile(file, { actions: loadActions(), workflows, rules: chosen });
}

/** The fixture of a rule: a workflow, a folder with a config file, or a whole repository with its workflow. */
function fixture(rule: string, kind: 'fails' | 'passes'): LintFile {
  const folder = join(FIXTURES, rule, kind);
  const own = existsSync(join(folder, '.github/workflows/ci.yml'));
  const places = [
    `${folder}.yml`,
    join(folder, '.github/workflows/ci.yml'),
    join(folder, 'fairlead.yml'),
    join(folder, 'environments.yml'),
  ];
  const path = places.find((place) => existsSync(place)) ?? '';
  return { path, text: readFileSync(path, 'utf8'), repository: own ? openRepository(folder) : nothing };
}

/** Lines that end with `#! WORDS` are seeded faults. */
function seeded(text: string): readonly { readonly line: number; readonly words: string }[] {
  return text.split('\n').flatMap((content, index) => {
    const words = content.split(' #! ')[1];
    return words === undefined ? [] : [{ line: index + 1, words }];
  });
}

describe.each(rules)('$id', (rule) => {
  it('finds what was seeded, with line and reason, and nothing else', () => {
    const { path, text, repository } = fixture(rule.id, 'fails');
    const { findings, unchecked } = lint(text, [rule], path, repository);
    expect(unchecked).toEqual([]);
    const expected = seeded(text);
    expect(expected.length).toBeGreaterThan(0);
    expect(findings.map(({ line, reason }) => ({ line, reason }))).toEqual(
      expected.map(({ line, words }) => ({ line, reason: expect.stringContaining(words) })),
    );
    for (const finding of findings) {
      expect(finding).toMatchObject({ file: path, rule: rule.id, severity: rule.severity });
      expect(finding.column).toBeGreaterThan(0);
      expect(finding.fix).toMatch(/\S/);
    }
  });

  it('finds nothing where nothing is wrong', () => {
    const { path, text, repository } = fixture(rule.id, 'passes');
    expect(lint(text, [rule], path, repository)).toMatchObject({ findings: [], unchecked: [] });
  });

  it('says why and what to do, each in one sentence', () => {
    expect(rule.id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(rule.why).toMatch(/^[A-Z].*[^.]\.$/s);
    expect(rule.fix).toMatch(/^[a-z].*[^.]$/s);
  });
});

it('GOV-02 QG-20 GOV-03 SEC-07: at least twenty faults are seeded, in every rule one', () => {
  expect(readdirSync(FIXTURES).sort()).toEqual(rules.map(({ id }) => id).sort());
  const all = rules.flatMap(({ id }) => seeded(fixture(id, 'fails').text));
  expect(all.length).toBeGreaterThanOrEqual(20);
});

it('a secret in plain text is not repeated', () => {
  const { text } = fixture('plain-secret', 'fails');
  expect(JSON.stringify(lint(text).findings)).not.toContain('hunter2');
});

it('what the config file gives is not missing, and counts as if it stood in the workflow', () => {
  const { text } = fixture('missing-input', 'fails');
  const config = {
    ...nothing,
    read: (path: string) => (path === '.github/fairlead.yml' ? 'helm-deploy: { chart: c }' : undefined),
  };
  const rule = rules.filter(({ id }) => id === 'missing-input');
  expect(lint(text, rule, 'w.yml', config).findings).toEqual([]);
});

describe('GOV-03 a gate in what a job calls', () => {
  const rule = rules.filter(({ id }) => id === 'deploy-without-gate');
  const GATE = 'fairlead-actions/fairlead/actions/quality-gate@v1';
  const deploy = (gate: string) => `on: push
jobs:
  gate: ${gate}
  d:
    needs: gate
    steps:
      - uses: fairlead-actions/fairlead/actions/helm-deploy@v1
        with: { release: a, chart: c, image: r/a@sha256:${'a'.repeat(64)} }
`;
  const found = (gate: string, path: string, text: string) =>
    lint(deploy(gate), rule, 'w.yml', {
      ...nothing,
      read: (asked) => (asked === path ? text : undefined),
    }).findings.map(({ reason }) => reason);
  const WITHOUT = ['job d runs helm-deploy, and no job that it needs has quality-gate'];

  it.each([
    ['', '', []],
    ['', ', with: { dry-run: true }', WITHOUT],
    ['', ', with: { continue-on-fail: true }', WITHOUT],
    ['', ', continue-on-error: true', WITHOUT],
    ['', ', with: { checks: vet }', WITHOUT],
    ['continue-on-error: true, ', '', WITHOUT],
  ])('counts only where it decides: a job with %j and a step with %j', (job, step, reasons) => {
    const called = `on: workflow_call\njobs: { g: { ${job}steps: [{ uses: '${GATE}'${step} }] } }\n`;
    expect(found('{ uses: ./.github/workflows/g.yml }', '.github/workflows/g.yml', called)).toEqual(reasons);
  });

  it.each([
    ['', '', '', []],
    ['', '', ', with: { dry-run: true }', WITHOUT],
    ['', ', continue-on-error: true', '', WITHOUT],
    ['continue-on-error: true, ', '', '', WITHOUT],
  ])(
    'counts in a composite action: a job with %j, a step with %j and a step in it with %j',
    (job, call, step, reasons) => {
      const action = `runs: { using: composite, steps: [{ uses: '${GATE}'${step} }] }\n`;
      expect(found(`{ ${job}steps: [{ uses: ./gate${call} }] }`, 'gate/action.yml', action)).toEqual(reasons);
    },
  );
});

describe('DEP-20 the policy of environments', () => {
  const rule = rules.filter(({ id }) => id === 'environment-policy');
  const deploy = (environment: string) => `on: push
jobs:
  d:
    environment: ${environment}
    steps:
      - uses: fairlead-actions/fairlead/actions/helm-deploy@v1
        with: { release: a, chart: c, image: r/a@sha256:${'a'.repeat(64)} }
`;
  const having = (text: string): Repository => ({
    ...nothing,
    read: (path) => (path === '.github/environments.yml' ? text : undefined),
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('knows no key %s', (key) => {
    const { findings } = lint(`staging: { ${key}: x }\n`, rule, '.github/environments.yml');
    expect(findings.map(({ reason }) => reason)).toEqual([
      expect.stringContaining(`environment staging: there is no key ${key}; `),
    ]);
  });

  it('production without approval is an error', () => {
    const { findings } = lint(
      'production: { settings: centre, release: rolling }\n',
      rule,
      '.github/environments.yml',
    );
    expect(findings).toMatchObject([
      {
        line: 1,
        column: 1,
        severity: 'error',
        reason: 'environment production: approval is not said, and users depend on it: operators',
        fix: 'set approval: operators',
      },
    ]);
  });

  it.each([
    ['listed', 'staging', 'staging: {}', 0],
    ['listed in other letters, as GitHub sees it', 'Staging', 'staging: {}', 0],
    ['not listed', 'qa', 'staging: {}', 1],
    ['by an expression', "'${{ vars.WHERE }}'", 'staging: {}', 0],
    ['of a file that cannot be read', 'qa', 'a: [', 0],
  ])('a deploy to an environment that is %s', (_, environment, policy, count) => {
    expect(lint(deploy(environment), rule, 'w.yml', having(policy)).findings).toHaveLength(count);
  });

  it('no policy, no complaint', () => {
    expect(lint(deploy('qa'), rule).findings).toEqual([]);
  });

  it.each([
    ['a list', '- dev\n', ['the file is no map of environments'], 0],
    ['nothing', '', [], 0],
    ['no YAML', 'a: [', [], 1],
    ['a list for a value', 'dev: { access: [operators] }', ['access is no text'], 0],
  ])('%s', (_, text, reasons, notRead) => {
    const { findings, unchecked } = lint(text, rule, '.github/environments.yml');
    expect(findings.map(({ reason }) => reason)).toEqual(
      reasons.map((words) => expect.stringContaining(words)),
    );
    expect(unchecked).toHaveLength(notRead);
  });

  it('a workflow may have the name of the file', () => {
    expect(lint(deploy('qa'), rules, '.github/workflows/environments.yml').kind).toBe('workflow');
    expect(lint('', rules, '.github/environments.yml').kind).toBe('environments');
    expect(lint('', rules, 'environments.yml').kind).toBe('environments');
  });

  it('its schema knows each key, and what production must have', () => {
    const schema = environmentsSchema() as {
      $defs: { environment: { properties: object } };
      patternProperties: Record<string, { required: string[]; properties: object }>;
    };
    expect(Object.keys(schema.$defs.environment.properties)).toEqual(Object.keys(policyKeys));
    const [[pattern, production] = ['', undefined]] = Object.entries(schema.patternProperties);
    expect(production?.properties).toEqual({
      settings: { const: 'centre' },
      release: { const: 'rolling' },
      approval: { const: 'operators' },
    });
    for (const name of ['production', 'prod', 'live-eu', 'Production', 'staging', 'preprod', 'products'])
      expect(new RegExp(pattern).test(name), name).toBe(isProductionName(name));
  });
});

describe('a gate elsewhere', () => {
  const rule = rules.filter(({ id }) => id === 'deploy-without-gate');
  const A = 'fairlead-actions/fairlead/actions';
  const deploy = `
  deploy:
    needs: before
    environment: staging
    steps:
      - uses: ${A}/helm-deploy@v1
        with: { release: a, chart: c, image: '\${{ needs.before.outputs.image }}' }
`;
  const workflow = (before: string, on = 'push') => `on: ${on}\njobs:\n  before:\n    ${before}\n${deploy}`;
  const files = (given: Readonly<Record<string, string>>) => ({
    ...nothing,
    read: (path: string) => given[path],
  });
  const gate = `runs: { using: composite, steps: [{ uses: ${A}/quality-gate@v1 }] }`;

  it.each([
    ['a composite action of the repository', '{}', './ci/gate', { 'ci/gate/action.yml': gate }, 0],
    [
      'one without a gate',
      '{}',
      './ci/gate',
      { 'ci/gate/action.yml': 'runs: { using: composite, steps: [] }' },
      1,
    ],
    ['one that is not there to be read', '{}', './ci/gate', {}, 0],
    ['an action of others', '{}', 'acme/gate@v1', {}, 1],
  ])('in %s', (_, __, uses, given, count) => {
    expect(lint(workflow(`steps: [{ uses: '${uses}' }]`), rule, 'w.yml', files(given)).findings).toHaveLength(
      count,
    );
  });

  it.each([
    ['no test', 'gofmt', 'runs no test (checks: gofmt)'],
    ['no test of two', 'gofmt, vet', 'runs no test (checks: gofmt,vet)'],
    ['tests', 'vet,test', undefined],
    ['tests alone', 'test', undefined],
    ['what an expression says', '${{ vars.CHECKS }}', undefined],
  ])('that runs %s', (_, checks, reason) => {
    const before = `steps: [{ uses: ${A}/quality-gate@v1, with: { checks: '${checks}' } }]`;
    const found = lint(workflow(before), rule).findings.map((each) => each.reason);
    expect(found).toEqual(reason === undefined ? [] : [expect.stringContaining(reason)]);
  });

  it.each([
    [
      'a workflow of the repository',
      { 'ci.yml': `jobs: { g: { steps: [{ uses: ${A}/quality-gate@v1 }] } }` },
      0,
    ],
    ['a workflow without a gate', { 'ci.yml': 'jobs: { g: { steps: [{ run: make }] } }' }, 1],
    ['a workflow that calls itself', { 'ci.yml': 'jobs: { g: { uses: ./ci.yml } }' }, 0],
  ])('in %s', (_, given, count) => {
    expect(lint(workflow('uses: ./ci.yml'), rule, 'w.yml', files(given)).findings).toHaveLength(count);
  });

  it('an image that was built here is judged here, also when a person asks', () => {
    expect(lint(workflow('steps: [{ run: make }]', 'workflow_dispatch'), rule).findings).toHaveLength(1);
    const asked = workflow('steps: [{ run: make }]', 'workflow_dispatch').replace(
      'needs.before.outputs',
      'inputs',
    );
    expect(lint(asked, rule).findings).toEqual([]);
    const pushed = asked.replace('on: workflow_dispatch', 'on: [workflow_dispatch, push]');
    expect(pushed).not.toBe(asked);
    expect(lint(pushed, rule).findings).toHaveLength(1);
  });
});
