import { describeProblem } from '@fairlead/core';
import { createFakeFiles } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import type { GateInputs, RunContext } from '../../src/context.ts';
import { checkEnvironments } from '../../src/environments/check.ts';
import { chooseEnvironment } from '../../src/environments/choose.ts';
import { parseEnvironments } from '../../src/environments/parse-environments.ts';

const FILE =
  'keys: { db_host: text, timeout: number }\nenvironments:\n  test: { db_host: a, timeout: 1 }\n  staging: { db_host: b, timeout: 2 }\n';

interface World {
  readonly inputs?: Partial<GateInputs>;
  readonly files?: Readonly<Record<string, string>>;
  readonly links?: Readonly<Record<string, string>>;
  readonly childEnv?: Readonly<Record<string, string>>;
  readonly origins?: Readonly<Record<string, string>>;
  readonly refName?: string;
}

/** What is wrong, in words. */
async function problems({ inputs, files, links, childEnv = {}, origins = {}, refName = 'main' }: World) {
  const given = { envConfig: 'env.yml', envName: 'test', suites: [], suite: '', ...inputs };
  const context = {
    files: createFakeFiles(files ?? { '/w/sub/env.yml': FILE }, links),
    workspace: '/w',
    workingDirectory: '/w/sub',
    childEnv,
    event: { refName },
    origin: (input: string) => origins[input] ?? 'default',
  };
  const found = await checkEnvironments(given as unknown as GateInputs, context as unknown as RunContext);
  return found.map(describeProblem);
}

describe('QG-13 before anything runs', () => {
  it('a good file has no problem', async () => {
    expect(await problems({})).toEqual([]);
    expect(await problems({ inputs: { envName: 'staging' } })).toEqual([]);
  });

  it('every environment is validated, whichever is wanted', async () => {
    const files = { '/w/sub/env.yml': FILE.replace('timeout: 2', 'timeout: "2s"') };
    expect(await problems({ files })).toEqual([
      'environments.staging.timeout "2s": is no number (allowed: a number in digits, such as 5000 or 0.5) [env.yml:4:35]',
    ]);
  });

  it.each<[string, World, string]>([
    ['is not there', { files: {} }, 'env-config "env.yml": is not there'],
    ['is a folder', { files: { '/w/sub/env.yml/x': '' } }, 'env-config "env.yml": is a folder'],
    [
      'is a link out of the workspace',
      { files: { '/etc/env.yml': FILE }, links: { '/w/sub/env.yml': '/etc/env.yml' } },
      'env-config "env.yml": leads out of the workspace through a link',
    ],
    [
      'is outside of the workspace',
      { inputs: { envConfig: '../../env.yml' }, files: { '/env.yml': FILE } },
      'env-config "../../env.yml": leads out of the workspace',
    ],
    [
      'is too large',
      { files: { '/w/sub/env.yml': `${FILE}#${'x'.repeat(262_144)}` } },
      'at most 262144 are read',
    ],
  ])('a file that %s', async (_, world, problem) => {
    expect((await problems(world)).join('\n')).toContain(problem);
  });

  it('an environment that is not in the file, by the input or by any suite', async () => {
    const suites = ['a: refs=main', 'b: refs=x env=stagin'];
    expect(await problems({ inputs: { envName: 'prod', suites } })).toEqual([
      'suites "stagin": is no environment of env.yml; did you mean staging? (allowed: test, staging)',
      'env-name "prod": is no environment of env.yml (allowed: test, staging)',
    ]);
  });

  it('the input is not asked where the suite says it', async () => {
    expect(await problems({ inputs: { envName: 'prod', suites: ['a: refs=main env=staging'] } })).toEqual([]);
  });

  it('an environment without a file', async () => {
    const inputs = { envConfig: undefined, suites: ['a: refs=main env=test'] };
    expect(await problems({ inputs, origins: { 'env-name': 'with' } })).toEqual([
      'suites: names an environment, and there is no file of them (allowed: suites together with env-config)',
      'env-name: names an environment, and there is no file of them (allowed: env-name together with env-config)',
    ]);
    expect(await problems({ inputs: { envConfig: undefined } })).toEqual([]);
  });

  it('a variable of the step that is not of the kind, without its value', async () => {
    expect(await problems({ childEnv: { TIMEOUT: '5s', DB_HOST: 'x' } })).toEqual([
      'TIMEOUT: is set outside of the file, and is no number (allowed: a number in digits, such as 5000 or 0.5)',
    ]);
    expect(await problems({ childEnv: { TIMEOUT: '5' } })).toEqual([]);
  });

  it('nothing where a report is posted', async () => {
    expect(await problems({ inputs: { reportFile: 'report.json' }, files: {} })).toEqual([]);
  });
});

describe('QG-13 the chosen environment', () => {
  const read = parseEnvironments(FILE, 'env.yml');

  it('sets variables in capitals; one that the step has set stays', () => {
    expect(chooseEnvironment(read, { name: 'staging', file: 'env.yml', variables: { DB_HOST: '' } })).toEqual(
      {
        name: 'staging',
        file: 'env.yml',
        variables: { TIMEOUT: '2' },
        kept: ['DB_HOST'],
      },
    );
  });

  it('is none for another name', () => {
    expect(chooseEnvironment(read, { name: 'Test', file: 'env.yml', variables: {} })).toBeUndefined();
  });
});
