import { expect, test } from 'vitest';
import { checkPrivateModules, withPrivateModules } from '../../src/plan/private-modules.ts';
import { type ContextOptions, contextOf } from '../support/context-of.ts';

const TOKEN = { privateModulesToken: 'made-up' };
const OWN = { GOENV: '/home/runner/.config/go/env', GOPRIVATE: 'github.com/acme/*' };

/** Who is shown the token, and what is wrong otherwise. */
async function shown(options: ContextOptions): Promise<readonly string[]> {
  const { context, exec, hidden } = contextOf({ inputs: TOKEN, ...options });
  const problems = await checkPrivateModules(context);
  if (problems.length > 0) return problems.map(({ problem }) => problem);
  const { env } = await withPrivateModules(context, { exec, env: {} });
  expect(hidden).toEqual([Buffer.from('x-access-token:made-up').toString('base64')]);
  return Object.values(env).flatMap((value) => /^http\.(.*)\.extraHeader$/.exec(value)?.[1] ?? []);
}

const NOBODY = ['has no effect without GOPRIVATE in env'];

test("the token is shown to the hosts of the job's GOPRIVATE, or of the settings file of its user", async () => {
  const acme = expect.arrayContaining([expect.stringContaining('github.com/acme')]);
  expect(await shown({ childEnv: { GOPRIVATE: 'github.com/acme/*' } })).toEqual(acme);
  expect(await shown({ goEnv: OWN })).toEqual(acme);
});

test('what the job says counts more than a settings file', async () => {
  const hosts = await shown({ childEnv: { GOPRIVATE: 'git.example.com' }, goEnv: OWN });
  expect(hosts.join(' ')).toContain('git.example.com');
  expect(hosts.join(' ')).not.toContain('github.com');
});

test.each<[string, ContextOptions]>([
  ['nothing says who', {}],
  ['settings files are off', { goEnv: { ...OWN, GOENV: 'off' } }],
  ['there is no settings file', { goEnv: { ...OWN, GOENV: '' } }],
  ['the settings file came with the code', { goEnv: { ...OWN, GOENV: '/repo/go.env' } }],
  [
    'the settings file is a link into the code',
    {
      goEnv: { ...OWN, GOENV: '/home/runner/env' },
      files: { '/repo/go.env': '' },
      links: { '/home/runner/env': '/repo/go.env' },
    },
  ],
])('the token is shown to nobody where %s', async (_, options) => {
  expect(await shown(options)).toEqual(NOBODY);
});

test('a pattern that is anybody is refused', async () => {
  const wide = { childEnv: { GOPRIVATE: 'github.com/acme,*' } };
  expect(await shown(wide)).toEqual(['could go to anybody: GOPRIVATE has *']);
  const { context, exec } = contextOf({ inputs: TOKEN, ...wide });
  await expect(withPrivateModules(context, { exec, env: {} })).rejects.toMatchObject({
    problems: [{ input: 'private-modules-token' }],
  });
});

test('without a token nothing is asked and nothing is set', async () => {
  const { context, exec } = contextOf();
  const run = { exec, env: { A: '1' } };
  expect(await checkPrivateModules(context)).toEqual([]);
  expect(await withPrivateModules(context, run)).toBe(run);
  expect(exec.commands).toEqual([]);
});
