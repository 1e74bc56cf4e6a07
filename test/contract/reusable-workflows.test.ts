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
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
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

it('GOV-01 a consumer has the whole chain in at most fifteen lines', () => {
  const { text = '' } = examples.find(({ path }) => path.endsWith('/go-service.yml')) ?? {};
  expect(text).toContain('/.github/workflows/go-service.yml@v1');
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(15);
});
