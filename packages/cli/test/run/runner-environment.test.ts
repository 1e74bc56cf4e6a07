import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeTree } from '../../../../test/support/write-tree.ts';
import { makePhaseFiles, phaseEnvironment, readPhaseFiles } from '../../src/run/runner-environment.ts';

const places = { workspace: '/w', temp: '/t', reports: '/r', tools: '/c' };

it('is that of the user, without what another runner left, with what main handed on', () => {
  const user = {
    PATH: '/bin',
    HOME: '/h',
    GITHUB_TOKEN: 'secret',
    INPUT_IMAGE: 'other',
    STATE_x: '1',
    RUNNER_TEMP: '/other',
    ACTIONS_RUNTIME_TOKEN: 'secret',
    KUBECONFIG: '/k',
  };
  const carried = { state: { seen: 'yes' }, env: { LEFT: 'l' }, path: ['/one', '/two'] };
  const given = { event: { GITHUB_SHA: 'abc' }, inputs: { 'dry-run': 'true' }, places, carried };
  const env = phaseEnvironment(user, given, 'post');
  expect(env).toMatchObject({
    PATH: '/two:/one:/bin',
    HOME: '/h',
    KUBECONFIG: '/k',
    LEFT: 'l',
    GITHUB_SHA: 'abc',
    GITHUB_WORKSPACE: '/w',
    RUNNER_TEMP: '/t/temp',
    GITHUB_OUTPUT: '/t/post/GITHUB_OUTPUT',
    'INPUT_DRY-RUN': 'true',
    STATE_seen: 'yes',
    FAIRLEAD_REPORTS: '/r',
  });
  for (const name of ['GITHUB_TOKEN', 'INPUT_IMAGE', 'STATE_x', 'ACTIONS_RUNTIME_TOKEN'])
    expect(Object.keys(env)).not.toContain(name);
});

it('says the place for reports in full: the step works in another folder than the user', () => {
  const given = { event: {}, inputs: {}, places, carried: { state: {}, env: {}, path: [] } };
  expect(phaseEnvironment({ FAIRLEAD_REPORTS: './r' }, given, 'main')['FAIRLEAD_REPORTS']).toBe('/r');
});

it('reads what main left for post although another file is broken, and says which', async () => {
  const own = { ...places, temp: await writeTree({}) };
  await makePhaseFiles(own, 'main', {});
  const add = (name: string, text: string) => appendFile(join(own.temp, 'main', name), text);
  await add('GITHUB_OUTPUT', 'half<<end\nof it');
  await add('GITHUB_STATE', 'lock=7\n');
  await add('GITHUB_ENV', 'no form\n');
  await add('GITHUB_STEP_SUMMARY', '# Done');
  expect(await readPhaseFiles(own, 'main')).toEqual({
    outputs: {},
    state: { lock: '7' },
    env: {},
    path: [],
    summary: '# Done',
    problems: [
      'GITHUB_OUTPUT cannot be read: matching delimiter not found: end',
      'GITHUB_ENV cannot be read: invalid format: no form',
    ],
  });
});
