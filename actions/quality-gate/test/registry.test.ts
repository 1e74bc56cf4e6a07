import { type Exec, fieldMeta } from '@fairlead/core';
import { describe, expect, it } from 'vitest';
import type { Job } from '../src/check/check.ts';
import { codes } from '../src/codes.ts';
import { checkNames, checks, checkTable, namesByDefault } from '../src/conditions/registry.ts';
import { inputs } from '../src/inputs.ts';
import { describeCommand } from '../src/plan/command.ts';
import type { GatePorts } from '../src/plan/ports.ts';
import { resolveRules } from '../src/plan/rules.ts';
import { rankResults } from '../src/publish/annotations.ts';
import { describeCommands } from '../src/publish/dry-run.ts';
import { moduleOf } from './support/module-of.ts';
import { plainSettings } from './support/plain-settings.ts';
import { planOf } from './support/plan-of.ts';

it('the checks run in one order, and each says what is told of it first, whether it is asked for and what it needs', () => {
  const told = checks.map(({ name, rank, byDefault = false, usesGo, optional = false }) =>
    [name, rank, byDefault && 'by default', usesGo && 'go', optional && 'optional'].filter(
      (part) => part !== false,
    ),
  );
  expect(told).toEqual([
    ['linked-issue', 9],
    ['secrets', 1],
    ['gofmt', 4, 'by default'],
    ['vet', 2, 'by default', 'go'],
    ['lint', 5, 'go', 'optional'],
    ['staticcheck', 6, 'go', 'optional'],
    ['vulnerabilities', 0, 'go', 'optional'],
    ['modernize', 7, 'go'],
    ['plugins', 8],
    ['test', 1, 'by default', 'go'],
    ['coverage', 3, 'by default', 'go'],
    ['sonar', 10],
  ]);
});

describe.each(checks)('the check $name', (check) => {
  it('has a name, a description and codes of the gate', () => {
    expect(check.name).toMatch(/^[a-z][a-z-]*$/);
    expect(check.description).toMatch(/^[A-Zg].*\.$/);
    for (const [code, { meaning, fix }] of Object.entries(check.codes)) {
      expect(code).toMatch(/^(GATE|GO)_[A-Z_]+$/);
      expect([meaning, fix].join()).toMatch(/\S/);
      expect(codes[code]).toEqual(check.codes[code]);
    }
  });

  it('names settings that are inputs, each its own but those of the choice of packages', () => {
    for (const name of check.settings ?? []) {
      expect(Object.keys(inputs)).toContain(name);
      const readers = checks.filter(({ settings = [] }) => settings.includes(name)).map((one) => one.name);
      const shared = ['select', 'audit'].includes(name);
      expect(readers).toEqual(shared ? ['vet', 'staticcheck', 'test'] : [check.name]);
    }
  });

  it('stands alone in the registry, after what it needs', () => {
    expect(checkNames.filter((name) => name === check.name)).toHaveLength(1);
    if (check.needs === undefined) return;
    expect(checkNames.indexOf(check.needs)).toBeGreaterThanOrEqual(0);
    expect(checkNames.indexOf(check.needs)).toBeLessThan(checkNames.indexOf(check.name));
    if (check.byDefault === true) expect(namesByDefault(checks)).toContain(check.needs);
  });

  it('is in the input checks and in the table of the README', () => {
    expect(inputs.checks.safeParse(checkNames.join(',')).success).toBe(true);
    expect(checkTable).toContain(`\`${check.name}\``);
  });

  it('starts exactly the commands that a dry run shows', async () => {
    const started: Started[] = [];
    const shown = check.commands(plan, rules, places);
    await check.run(jobOf(recordingExec(started)), shown, sources(check.name)).catch(() => undefined);
    expect(started).toEqual(shown.map(({ program, args, cwd, env }) => ({ program, args, cwd, env })));
    const described = shown.map((command) => describeCommand(command, '/w'));
    const lines = describeCommands(plan, rules, places);
    expect(lines.filter((line) => described.includes(line))).toEqual(described);
  });

  it('hands the build tags to every go command', () => {
    const commands = check.commands(plan, rules, places).filter(({ program }) => program === 'go');
    expect(commands.filter(({ args }) => !args.includes('-tags=some,tags'))).toEqual([]);
    expect(commands.length).toBe(['vet', 'test', 'modernize'].includes(check.name) ? 2 : 0);
  });

  it('demands something, in words', () => {
    expect(check.limit(rules)).toMatch(/\d|^advice|^OK$/);
    for (const [name, value] of check.describe?.(plan, rules) ?? [])
      expect([name, value].join()).toMatch(/\S,\S/);
  });
});

describe('what is told of checks that failed', () => {
  const failed = checks.map(({ name }) => ({
    condition: { name, status: 'failed', actual: '', limit: '', reason: '' } as const,
    findings: [],
    code: '',
    details: [],
  }));
  const ranked = (results: typeof failed) => rankResults(results).map(({ condition }) => condition.name);
  const after = [
    'vet',
    'coverage',
    'gofmt',
    'lint',
    'staticcheck',
    'modernize',
    'plugins',
    'linked-issue',
    'sonar',
  ];

  it('is in the order of their weight; tests and credentials as they ran', () => {
    const [first, ...rest] = ranked(failed);
    expect(first).toBe('vulnerabilities');
    expect(rest.slice(0, 2).sort()).toEqual(['secrets', 'test']);
    expect(rest.slice(2)).toEqual(after);
    expect(ranked([...failed].reverse())).toEqual([first, ...rest.slice(0, 2).reverse(), ...after]);
  });

  it('blames Go only for checks that run it', () => {
    const others = checks.filter(({ usesGo }) => !usesGo).map(({ name }) => name);
    expect(others.sort()).toEqual(['gofmt', 'linked-issue', 'plugins', 'secrets', 'sonar']);
  });
});

describe('the checks that run where nobody names any', () => {
  it('are those that say so', () => {
    const quiet = checks.map(({ byDefault: _, ...check }) => check);
    expect(namesByDefault(quiet)).toEqual([]);
    expect(namesByDefault(quiet.map((check) => ({ ...check, byDefault: true })))).toEqual(checkNames);
    expect(fieldMeta(inputs.checks).default).toBe(namesByDefault(checks).join(','));
  });

  it('stay the same when the registry grows', () => {
    expect(namesByDefault(checks)).toEqual(['gofmt', 'vet', 'test', 'coverage']);
  });
});

interface Started {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string | undefined;
  readonly env: unknown;
}

const places = { reportFolder: '/r', workspace: '/w', workingDirectory: '/w' };

const plan = planOf({
  modules: [moduleOf('/w', 'm'), moduleOf('/w/sub', 'm/sub')],
  goFiles: Array.from({ length: 900 }, (_, index) => `f${index}.go`),
});

const rules = resolveRules({
  ...plainSettings,
  checks: checkNames,
  coverageThreshold: undefined,
  preset: 'standard',
  buildTags: ['some', 'tags'],
});

/** What shows that a tool ran. */
const WORDS: Readonly<Record<string, string>> = { govulncheck: '{"config":{"protocol_version":"v1.0.0"}}' };

/** Remembers what is started; everything ends well and says no more than it must. */
function recordingExec(started: Started[]): Pick<Exec, 'run'> {
  return {
    run: async (program, args, options) => {
      started.push({ program, args, cwd: options?.cwd, env: options?.env });
      return {
        exitCode: 0,
        stdout: args[0] === '-version' ? 'staticcheck 2026.1\n' : (WORDS[program] ?? ''),
        stderr: '',
        durationMs: 0,
      };
    },
  };
}

function jobOf(exec: Pick<Exec, 'run'>): Job {
  const log = { info: () => {}, debug: () => {} };
  const signal = new AbortController().signal;
  const files = {
    write: async () => {},
    remove: async () => {},
    stat: async (path: string) => (path.includes('golangci-lint-') ? { kind: 'file' } : undefined),
    readText: async (path: string) => (path.includes('golangci-lint-') ? '{"Issues":[]}' : ''),
  };
  const report = { addEvidence: () => {}, set: () => {} };
  const ports = {
    ...places,
    exec,
    log,
    signal,
    files,
    report,
    clock: { now: () => 0 },
    childEnv: {},
    output: () => {},
  };
  return {
    ports: ports as unknown as GatePorts,
    plan,
    rules,
    tests: undefined,
    facts: { reports: new Map() },
  };
}

function sources(name: string): unknown {
  return name === 'test' ? { declared: [], selection: undefined } : undefined;
}
