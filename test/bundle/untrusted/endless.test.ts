import { describe, expect } from 'vitest';
import { goEnvironment } from '../support/go-workspace.ts';
import { type Attack, type AttackRun, attack, type Target } from './support/attack.ts';

/** A file without an end: 256 GiB of the memory of whoever reads it. Its size says 0. */
const ENDLESS = '-> /proc/self/pagemap';
/** Longer than any of these runs takes, shorter than any of them took. */
const SOON_MS = 20_000;

const base = {
  'go.mod': 'module example.com/shop\n\ngo 1.24\n',
  'cmd/api/main.go': 'package main\n\nfunc main() {}\n',
  'cmd/api/main_test.go': 'package main\n\nimport "testing"\n\nfunc TestMain2(t *testing.T) {}\n',
};
const refused = ({ exitCode, outputs, log }: AttackRun): void => {
  expect(exitCode, log).toBe(1);
  expect(outputs['reason'], log).toMatch(/^FILE_NOT_PLAIN/);
};
const soon = ({ durationMs, log }: AttackRun): void => expect(durationMs, log).toBeLessThan(SOON_MS);
const passed = ({ exitCode, log }: AttackRun): void => expect(exitCode, log).toBe(0);

const files: readonly Attack[] = [
  { name: 'a go.mod is a link to a device', head: { 'sub/go.mod': '-> /dev/zero' }, must: refused },
  { name: 'a go.mod has no end', head: { 'sub/go.mod': ENDLESS }, must: refused },
  { name: 'a go.work has no end', head: { 'go.work': ENDLESS }, must: refused },
];

/** Much of nothing, in front of what a pattern looks for. */
const blankLines = (count: number): string => '\n'.repeat(count);
const values = (action: string, input: string): Attack => ({
  name: 'a value in the config file that is nearly all blanks',
  head: { '.github/fairlead.yml': `${action}: {${input}: "a${' '.repeat(250_000)}b"}\n` },
});

describe('quality-gate', () => {
  const target: Target = {
    action: 'quality-gate',
    base,
    with: { checks: 'gofmt' },
    env: goEnvironment,
    must: soon,
  };
  attack(target, [
    ...files,
    ...['cmd/api/x_windows.go', 'other/x.go'].map(
      (path): Attack => ({
        name: `${path}, which only gofmt would read, has no end`,
        head: { [path]: ENDLESS },
        with: { packages: './cmd/...' },
        must: (run) => {
          passed(run);
          expect(run.log).toContain(`${path} is a link that leads out of the workspace`);
        },
      }),
    ),
    {
      name: 'a test has no end',
      head: { 'cmd/api/x_test.go': ENDLESS },
      with: { checks: 'test' },
      must: ({ exitCode, log }) => expect(exitCode, log).toBe(1),
    },
    {
      name: 'sources for another platform that are nearly all blank lines',
      head: Object.fromEntries(
        Array.from({ length: 20 }, (_, index) => [
          `cmd/api/x${index}_windows.go`,
          `package main\n${blankLines(63_000)}var x int\n`,
        ]),
      ),
      with: { checks: 'vet' },
      must: passed,
    },
    values('quality-gate', 'test-args'),
  ]);
});

describe('go-build', () => {
  const target: Target = { action: 'go-build', base, env: goEnvironment, must: soon };
  attack(target, [
    ...files,
    { name: 'a go.sum has no end', head: { 'go.sum': ENDLESS }, must: refused },
    { name: 'a source has no end', head: { 'cmd/api/x_windows.go': ENDLESS }, must: refused },
    {
      name: 'a vendored source has no end',
      head: { 'vendor/modules.txt': '', 'vendor/example.com/x/x.go': ENDLESS },
      must: refused,
    },
    {
      name: 'a command for another platform is nearly all blank lines',
      head: {
        'cmd/win/main_windows.go': `package main\n${blankLines(400_000)}func main() {}\n`,
      },
      must: passed,
    },
    values('go-build', 'ldflags'),
  ]);
});
