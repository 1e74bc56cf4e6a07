import { afterEach, describe, expect, test, vi } from 'vitest';
import { createGithubHost } from '../../src/adapters/github-host.ts';
import { Redactor } from '../../src/index.ts';

/** What the runner reads on standard output while `work` runs. */
function printed(work: (host: ReturnType<typeof createGithubHost>) => void): string {
  let text = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  work(createGithubHost({}, new Redactor()));
  return text;
}

describe("the runner's log", () => {
  afterEach(() => void vi.restoreAllMocks());

  test.each([
    '::set-output name=gate::pass',
    '   ::error::nobody said this',
    'a\n::stop-commands::x',
    'x ##[add-matcher]m.json',
  ])('takes no orders from %j', (line) => {
    const log = printed((host) => host.info(line));
    expect(log).not.toMatch(/^\s*::/m);
    expect(log).not.toContain('##[');
    expect(log.replaceAll('\u200b', '')).toBe(`${line}\n`);
  });

  test('shows colons that are no command as they are, and passes on our own commands', () => {
    expect(printed((host) => host.info('std::vector and a :: b'))).toBe('std::vector and a :: b\n');
    expect(printed((host) => host.annotate({ level: 'error', message: 'no' }))).toBe('::error::no\n');
  });
});
