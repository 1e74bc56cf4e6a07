import { createFakeGit, type Transcript } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { readMoreProfiles } from '../src/conditions/coverage/more-profiles.ts';
import { jobOf } from './support/job-of.ts';

const PROFILE = 'mode: atomic\nm/a/a.go:3.10,5.2 1 7\nother/x.go:1.1,2.2 1 1\n';

async function read(
  paths: readonly string[],
  files: Readonly<Record<string, string>>,
  {
    tracked = '',
    programs = [],
  }: { readonly tracked?: string; readonly programs?: readonly Transcript[] } = {},
) {
  const made = jobOf({ settings: { coverageProfiles: paths }, files, programs });
  const known = ['it.out', 'cov/covmeta.1 cov/covcounters.1', 'cov/covcounters.1 cov/covmeta.1'];
  const answers = Object.fromEntries(known.map((names) => [`ls-files -z -- ${names}`, tracked]));
  Object.assign(made.job.ports, { git: createFakeGit({ root: '/w', answers }) });
  const sources = new Map([['m/a/a.go', new Set(['/w/a/a.go'])]]);
  return { ...made, profiles: await readMoreProfiles(made.job, { sources }) };
}

describe('coverage of other runs', () => {
  it('is read from profiles, for the files that the gate measures', async () => {
    const { profiles } = await read(['it.out'], { '/w/it.out': PROFILE });
    expect(profiles).toMatchObject([{ mode: 'atomic', blocks: [{ file: 'm/a/a.go', count: 7 }] }]);
    expect((await read([], {})).profiles).toEqual([]);
  });

  it('is read from folders that programs have written, by covdata', async () => {
    const folder = { '/w/cov/covmeta.1': 'x', '/w/cov/covcounters.1': 'x' };
    const output = ({ argv }: { readonly argv: readonly string[] }) => argv.at(-1)?.slice('-o='.length) ?? '';
    const made: { write: (path: string) => Promise<void> } = { write: async () => {} };
    const programs: Transcript[] = [
      { on: 'go tool covdata textfmt', effect: (call) => made.write(output(call)) },
    ];
    const job = jobOf({ settings: { coverageProfiles: ['cov'] }, files: folder, programs });
    made.write = (path) => job.job.ports.files.write(path, PROFILE);
    Object.assign(job.job.ports, { git: createFakeGit() });
    const sources = new Map([['m/a/a.go', new Set(['/w/a/a.go'])]]);
    expect(await readMoreProfiles(job.job, { sources })).toMatchObject([{ blocks: [{ count: 7 }] }]);
    expect(job.exec.commands).toEqual([expect.stringContaining('-i=/w/cov -o=')]);
  });

  it.each<[string, string, Readonly<Record<string, string>>, string]>([
    ['is not there', 'it.out', {}, 'is not there'],
    ['lies outside', '../it.out', {}, 'leads out of the workspace'],
    ['is of other code', 'it.out', { '/w/it.out': 'mode: set\nother/x.go:1.1,2.2 1 1\n' }, 'covers no file'],
    ['has no meta-data', 'cov', { '/w/cov/x': '' }, 'holds no coverage data of Go'],
    ['has no counters', 'cov', { '/w/cov/covmeta.1': '' }, 'a program that is killed or panics writes none'],
    ['is no profile', 'it.out', { '/w/it.out': 'ok' }, 'the coverage profile cannot be used'],
  ])('that %s is not counted as nothing', async (_, path, files, problem) => {
    await expect(read([path], files)).rejects.toThrow(problem);
  });

  it.each([
    ['it.out', { '/w/it.out': PROFILE }, 'it.out\0'],
    ['cov', { '/w/cov/covmeta.1': '', '/w/cov/covcounters.1': '' }, 'cov/covmeta.1\0'],
  ])('that came with the code is not believed: %s', async (path, files, tracked) => {
    await expect(read([path], files, { tracked })).rejects.toThrow('it came with the code');
  });
});
