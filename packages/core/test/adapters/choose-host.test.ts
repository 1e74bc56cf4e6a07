import { afterEach, expect, test, vi } from 'vitest';
import { chooseHost } from '../../src/adapters/choose-host.ts';
import { Redactor } from '../../src/index.ts';

afterEach(() => void vi.restoreAllMocks());

/** What is printed while `work` runs. */
function printed(work: () => void): string {
  let text = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  work();
  return text;
}

test('with a runner, the host speaks its language', () => {
  const host = chooseHost({ GITHUB_ACTIONS: 'true', 'INPUT_MAX-TRIES': '3' }, new Redactor());
  expect([host.kind, host.input('max-tries')]).toEqual(['github', '3']);
});

test('without one, inputs come from the same variables and people can read what is printed', () => {
  const env = { 'INPUT_MAX-TRIES': '3', INPUT_DRY_RUN: 'true', STATE_lock: 'held' };
  const redactor = new Redactor();
  const host = chooseHost(env, redactor);
  expect([host.kind, host.input('max-tries'), host.input('dry-run'), host.input('config')]).toEqual([
    'local',
    '3',
    'true',
    undefined,
  ]);
  expect([host.readState('lock'), host.readState('other')]).toEqual(['held', '']);
  host.mask('hunter22');
  const said = printed(() => {
    host.annotate({ level: 'error', file: 'main.go', line: 3, message: 'no hunter22' });
    host.setOutput('image', 'a@sha256:b');
  });
  expect(said).toBe('error: main.go:3: no ***\noutput image=a@sha256:b\n');
});
