import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readSources } from './support/sources.ts';

interface Job {
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly concurrency?: { readonly 'cancel-in-progress': boolean };
  readonly 'timeout-minutes'?: number;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}
interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const sources = await readSources('.github/workflows', ['.yml']);
const examples = await readSources('workflows-examples', ['.yml']);
const textOf = (name: string): string =>
  sources.find(({ path }) => path.endsWith(`/${name}.yml`))?.text ?? '';
const jobsOf = (name: string): Readonly<Record<string, Job>> =>
  (parse(textOf(name)) as { jobs: Readonly<Record<string, Job>> }).jobs;
const needsOf = (job: Job | undefined): readonly string[] => [job?.needs ?? []].flat();
const service = jobsOf('go-service');
const deploys = Object.entries(service).filter(([, { steps }]) =>
  steps.some(({ uses = '' }) => /\/(helm-deploy|canary-rollback)@/.test(uses)),
);

/** All jobs that must have run before. */
function neededBy(id: string): ReadonlySet<string> {
  const needs = needsOf(service[id]);
  return new Set([...needs, ...needs.flatMap((need) => [...neededBy(need)])]);
}

describe.each(['go-service', 'nightly'])('%s.yml', (name) => {
  it('SEC-07 states the permissions of each job, and a time after which it ends', () => {
    const jobs = Object.entries(jobsOf(name));
    expect(jobs.length).toBeGreaterThan(2);
    for (const [id, job] of jobs) {
      expect(job.permissions, id).toBeDefined();
      expect(job['timeout-minutes'], id).toBeGreaterThan(0);
    }
  });

  it('puts no expression into a script, where what it stands for would be run', () => {
    const scripts = Object.values(jobsOf(name)).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) expect(script).not.toContain('${{');
  });
});

describe('go-service.yml', () => {
  it('TRG-02 its last job reports whatever happened: it needs all others and always runs', () => {
    const { ok, ...others } = service;
    expect([...needsOf(ok)].sort()).toEqual(Object.keys(others).sort());
    expect(ok?.if).toBe('always()');
    for (const id of Object.keys(others))
      expect(textOf('go-service')).toContain(`${id}=\${{ needs.${id}.result }}`);
  });

  it('TRG-07 each stage has its gate: nothing is deployed before build, tests, scan and integration tests', () => {
    for (const id of ['build', 'test', 'scan']) {
      expect([...neededBy('integration')]).toContain(id);
      expect([...neededBy('image')]).toContain(id);
    }
    expect([...neededBy('release')].sort()).toEqual([
      'build',
      'changes',
      'image',
      'integration',
      'scan',
      'test',
    ]);
    // a condition that asks how things went would take the place of "all went well"
    for (const id of Object.keys(service).filter((each) => each !== 'ok'))
      expect(service[id]?.if ?? '', id).not.toMatch(/always|failure|cancelled/);
  });

  it('TRG-08 build, tests and scan wait for nothing but each other’s common start', () => {
    for (const id of ['build', 'test', 'scan']) expect([...neededBy(id)]).toEqual(['changes']);
    expect([...neededBy('image')]).not.toContain('integration');
  });

  it.each([
    [
      'three stages of 3, 4 and 5 s',
      { changes: 100, build: 103, test: 104, scan: 105 },
      '5 s as the jobs ran, 12 s one after the other; critical path: changes 0 s → scan 5 s',
    ],
    [
      'the whole way; the release has waited for the image, not for the integration tests',
      { changes: 104, build: 140, test: 230, scan: 120, integration: 240, image: 290, release: 400 },
      '5 min 00 s as the jobs ran, 6 min 02 s one after the other; critical path: changes 4 s → test 2 min 06 s → image 1 min 00 s → release 1 min 50 s',
    ],
    [
      'documents alone',
      { changes: 102 },
      '2 s as the jobs ran, 2 s one after the other; critical path: changes 2 s',
    ],
    ['nothing is known', {}, ''],
  ])('TRG-08 its last job says where the time went: %s', (_, ended, told) => {
    const { run = '', env = {} } =
      service['ok']?.steps.find(({ name }) => name === 'Where the time went') ?? {};
    const at: Readonly<Record<string, number | undefined>> = ended;
    const begun = at['changes'] === undefined ? '' : '100';
    const times = (env['TIMES'] ?? '')
      .replace('${{ needs.changes.outputs.begun }}', begun)
      .replaceAll(/\$\{\{ needs\.(\w+)\.outputs\.ended \}\}/g, (_all, job: string) => `${at[job] ?? ''}`);
    expect(times).not.toContain('${{');
    const { PATH = '' } = process.env;
    const said = execFileSync('bash', ['--norc', '-ec', run], {
      env: { PATH, TIMES: times },
      encoding: 'utf8',
    });
    expect(said.trimEnd()).toBe(told);
  });

  it('TRG-08 of each job it knows when it ended, and what it needs', () => {
    const { ok: _, ...others } = service;
    for (const [id, job] of Object.entries(others)) {
      expect(job.outputs?.['ended'], id).toBe('${{ steps.end.outputs.at }}');
      expect(job.steps.at(-1), id).toMatchObject({ id: 'end', if: 'always()' });
      const needs = needsOf(job).join(',') || '-';
      expect(textOf('go-service')).toContain(`${id} ${needs} \${{ needs.${id}.outputs.ended }}\n`);
    }
  });

  it('QG-20 SEC-09 what deploys has an environment, and is not cancelled half-way', () => {
    expect(deploys.map(([id]) => id)).toEqual(['release']);
    for (const [, job] of deploys) {
      expect(job.environment).toMatch(/\S/);
      expect(job.concurrency?.['cancel-in-progress']).toBe(false);
    }
  });

  it('TRG-05 TRG-13 images are built of the default branch and of v tags alone, and production is for v tags', () => {
    expect(service['image']?.if).toBe(
      "github.event_name == 'push' && (github.ref_name == github.event.repository.default_branch || startsWith(github.ref, 'refs/tags/v'))",
    );
    expect(service['release']?.environment).toContain(
      "startsWith(github.ref, 'refs/tags/v') && 'production' || 'staging'",
    );
  });
});

it('TRG-03 the example runs every night at 02:00', () => {
  const { text = '' } = examples.find(({ path }) => path.endsWith('/nightly.yml')) ?? {};
  expect((parse(text) as { on: unknown }).on).toMatchObject({ schedule: [{ cron: '0 2 * * *' }] });
  expect(Object.keys(jobsOf('nightly'))).toEqual(['build', 'test', 'scan', 'retention']);
});

it('GOV-01 a consumer has the whole chain in at most fifteen lines', () => {
  const { text = '' } = examples.find(({ path }) => path.endsWith('/go-service.yml')) ?? {};
  expect(text).toContain('/.github/workflows/go-service.yml@v1');
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(15);
});
