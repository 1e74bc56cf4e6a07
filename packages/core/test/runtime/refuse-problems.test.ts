import { setImmediate as nextTurn } from 'node:timers/promises';
import { createFakeFiles, runFakePhase } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import {
  CancelledError,
  type Check,
  common,
  defineAction,
  ExternalError,
  field,
  InputError,
  oncePer,
  ToolError,
} from '../../src/index.ts';

const inputs = {
  'working-directory': common.workingDirectory(),
  config: common.configFile(),
  limit: field.integer({ class: 'plain', description: 'Limit.', default: '1' }),
  'kube-context': field.text({ class: 'plain', description: 'Context.', default: 'kind' }),
} as const;

/** Runs an action with these checks; gives the one failure line, without its code where inputs are wrong. */
async function refuse(
  checks: readonly Check<typeof inputs>[],
  given: Readonly<Record<string, string>> = {},
  signal: AbortSignal = new AbortController().signal,
  config?: string,
): Promise<{ readonly line: string | undefined; readonly ran: boolean; readonly outcome: string }> {
  let ran = false;
  const action = defineAction({
    name: 'go-build',
    description: 'Test.',
    branding: { icon: 'box', color: 'blue' },
    inputs,
    outputs: {},
    outcomes: { done: 'it is done' },
    codes: {},
    permissions: {},
    checks,
    run: async () => {
      ran = true;
    },
  });
  const files = createFakeFiles(config === undefined ? {} : { '/workspace/.github/fairlead.yml': config });
  const { host, outcome } = await runFakePhase(action, { inputs: given, signal, files });
  const errors = host.annotations.filter(({ level }) => level === 'error');
  expect(errors.length).toBeLessThanOrEqual(1);
  return { line: errors[0]?.message, ran, outcome };
}

const missing: Check = () => [{ input: 'namespace', value: 'x', problem: 'does not exist', allowed: 'a, b' }];
const away = () => new ExternalError({ code: 'KUBE_UNREACHABLE', message: 'no answer from the cluster' });

describe('problems of inputs and of checks', () => {
  test('without any, the action runs', async () => {
    expect(await refuse([() => []])).toEqual({ line: undefined, ran: true, outcome: 'success' });
  });

  test('are told in one error, in the order of the definition, whichever is found first', async () => {
    const slow: Check = async () => {
      await nextTurn();
      return [{ input: 'chart', problem: 'is not a folder' }];
    };
    const { line, ran, outcome } = await refuse([slow, missing], { limit: 'abc' });
    expect(line).toBe(
      'INPUT_INVALID: limit "abc": is not a whole number (allowed: a whole number); chart: is not a folder; namespace "x": does not exist (allowed: a, b)',
    );
    expect([ran, outcome]).toEqual([false, 'failure']);
  });

  test('name the place in the config file where the value that a check refuses was written', async () => {
    const check: Check<typeof inputs> = ({ limit }) => [
      { input: 'limit', value: String(limit), problem: 'is too much' },
    ];
    const config = 'go-build:\n  limit: 9\n';
    const signal = new AbortController().signal;
    expect((await refuse([check], {}, signal, config)).line).toBe(
      'INPUT_INVALID: limit "9": is too much [.github/fairlead.yml:2:3]',
    );
    expect((await refuse([check], { limit: '8' }, signal, config)).line).toBe(
      'INPUT_INVALID: limit "8": is too much',
    );
  });

  test('all checks run at the same time', async () => {
    const order: string[] = [];
    const check =
      (name: string): Check =>
      async () => {
        order.push(`${name} begins`);
        await nextTurn();
        order.push(`${name} ends`);
        return [];
      };
    await refuse([check('a'), check('b')]);
    expect(order.slice(0, 2)).toEqual(['a begins', 'b begins']);
  });

  test("are looked for by the run's own context, so that what checks share is found out once", async () => {
    const seen = new Set<object>();
    const look: Check = (_, context) => {
      seen.add(context);
      return [];
    };
    await refuse([look, look]);
    expect(seen.size).toBe(1);
  });

  test('what two checks find alike is told once, thrown or given back', async () => {
    const thrown: Check = () => {
      throw new InputError([{ input: 'namespace', value: 'x', problem: 'does not exist', allowed: 'a, b' }]);
    };
    const { line } = await refuse([missing, thrown]);
    expect(line).toBe('INPUT_INVALID: namespace "x": does not exist (allowed: a, b)');
  });
});

describe('a check that reads an unusable input', () => {
  test('is left out; the others still speak', async () => {
    const reads: Check<typeof inputs> = ({ limit }) => [{ input: 'limit', problem: `is ${limit}` }];
    const readsContext: Check<typeof inputs> = (_, context) => reads(context.inputs, context);
    const { line } = await refuse([reads, readsContext, missing], { limit: 'abc' });
    expect(line).toMatch(
      /^INPUT_INVALID: limit "abc": [^;]*; namespace "x": does not exist \(allowed: a, b\)$/,
    );
  });

  test('shares nothing with others, which might be given its failure', async () => {
    const shared = oncePer(async ({ inputs: values }: Parameters<Check<typeof inputs>>[1]) => values.limit);
    const reads: Check<typeof inputs> = async (_, context) => ((await shared(context)) > 0 ? [] : []);
    const { line } = await refuse([reads, reads], { limit: 'abc' });
    expect(line).toMatch(/^INPUT_INVALID: limit "abc": [^;]*$/);
  });

  test('is left out even when it swallows the error', async () => {
    const swallows: Check<typeof inputs> = (values) => {
      try {
        return values.limit > 0 ? [] : [];
      } catch {
        return [{ input: 'limit', problem: 'is a surprise' }];
      }
    };
    expect((await refuse([swallows], { limit: 'abc' })).line).not.toContain('surprise');
  });

  test('a folder outside of the workspace is not looked into', async () => {
    const looks: Check<typeof inputs> = (_, { workingDirectory }) => [
      { input: 'x', problem: `found in ${workingDirectory}` },
    ];
    const { line } = await refuse([looks], { 'working-directory': '../out' });
    expect(line).toMatch(
      /^INPUT_INVALID: working-directory "\.\.\/out": leads out of the workspace \([^;]*$/,
    );
  });
});

describe('what keeps a check from looking', () => {
  const fails: Check = () => Promise.reject(away());

  test('is the failure when nothing is wrong with the inputs', async () => {
    expect(await refuse([fails, fails])).toEqual({
      line: 'KUBE_UNREACHABLE: no answer from the cluster',
      ran: false,
      outcome: 'error',
    });
  });

  test('stands beside what is wrong, once', async () => {
    const { line, outcome } = await refuse([fails, missing, fails]);
    expect(line).toBe(
      'INPUT_INVALID: namespace "x": does not exist (allowed: a, b); KUBE_UNREACHABLE: no answer from the cluster',
    );
    expect(outcome).toBe('failure');
  });

  test('a cancelled run is cancelled, whatever is wrong', async () => {
    const cancelled: Check = () => Promise.reject(new CancelledError('asking the cluster'));
    const { line, outcome } = await refuse([missing, cancelled], {}, AbortSignal.abort());
    expect([line, outcome]).toEqual(['CANCELLED: cancelled while asking the cluster', 'cancelled']);
  });
});

describe('what kept several checks from looking', () => {
  const engine = () => {
    throw new ToolError({
      code: 'IMAGE_ENGINE',
      message: 'no engine',
      hint: 'start it',
      argv: [],
      unchecked: true,
    });
  };
  const registry = () => {
    throw new ExternalError({ code: 'REGISTRY_UNREACHABLE', message: 'no registry', hint: 'look at it' });
  };

  test('is told in one line, and is an error', async () => {
    expect(await refuse([engine, registry, engine])).toEqual({
      line: 'IMAGE_ENGINE: no engine; REGISTRY_UNREACHABLE: no registry',
      ran: false,
      outcome: 'error',
    });
  });

  test('says its next step beside what is wrong with inputs', async () => {
    const { line } = await refuse([missing, registry]);
    expect(line).toBe(
      'INPUT_INVALID: namespace "x": does not exist (allowed: a, b); REGISTRY_UNREACHABLE: no registry (look at it)',
    );
  });
});
