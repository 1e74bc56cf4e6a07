import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openPodinfoLab, type PodinfoLab } from './support/podinfo-lab.ts';

/** A service that nobody here wrote, by its own chart and metrics: no input says where its numbers are. */
let lab: PodinfoLab;
let stable: string;
const next: Record<string, string> = {};

const FAULTS = {
  good: '',
  failing: 'if rand.Float64() < 0.2 { w.WriteHeader(http.StatusInternalServerError); return }',
  missing: 'if true { w.WriteHeader(http.StatusNotFound); return }',
  slow: 'time.Sleep(3 * time.Second)',
  ending: 'os.Exit(3)',
} as const;

beforeAll(async () => {
  lab = await openPodinfoLab('fl-e2e-podinfo', console.log);
  stable = await lab.build('stable');
  for (const [name, fault] of Object.entries(FAULTS)) next[name] = await lab.build(name, fault);
});

afterEach(() => lab.clear());
afterAll(() => lab?.close());

const imageOf = (name: keyof typeof FAULTS): string => next[name] ?? '';
/** The same rules, sooner; where its numbers are and what they mean is left to the action. */
const quickly = { 'step-duration': '12s', 'error-for': '6s', window: '4s', interval: '2s' } as const;

/** What is shown by which way: each takes its time. */
const FAULTS_BY = {
  replicas: ['failing', 'missing', 'slow', 'ending'],
  gateway: ['failing'],
} as const;

describe.each([
  { way: 'replicas', gateway: false },
  { way: 'gateway', gateway: true },
] as const)('podinfo by its own chart, by $way', ({ way, gateway }) => {
  const name = (word: string): string => `podinfo-${word}-${way}`;

  it('a good version passes at the first try, and no request fails', async () => {
    const bench = await lab.open(name('good'), stable, { gateway });
    const load = await bench.load(40);
    const step = await bench.step({ image: imageOf('good'), ...quickly });
    const main = await step.main();
    expect(main.outputs, main.log).toMatchObject({ outcome: 'passed' });
    expect(main.log).toContain('http_request_duration_seconds');
    await bench.helm(imageOf('good'));
    expect((await step.post()).exitCode).toBe(0);
    const records = await load.stop();
    expect(records.filter(({ status }) => status !== 200)).toEqual([]);
    expect(new Set(records.map(({ commit }) => commit))).toEqual(new Set(['stable', 'good']));
    expect(await bench.objects()).toEqual([
      'Deployment podinfo',
      'Service podinfo',
      ...(gateway ? ['HTTPRoute podinfo'] : []),
    ]);
  });

  it.each(FAULTS_BY[way])('one that is %s is rolled back', async (fault) => {
    const bench = await lab.open(name(fault), stable, { gateway });
    const load = await bench.load(40);
    const main = await (await bench.step({ image: imageOf(fault), ...quickly })).main();
    expect(main.outputs, main.log).toMatchObject({ outcome: 'rolled-back', share: '0' });
    expect(main.exitCode).toBe(1);
    const records = await load.stop();
    expect(records.filter(({ commit, status }) => commit === 'stable' && status !== 200)).toEqual([]);
    expect((await bench.objects()).filter((each) => each.includes('canary'))).toEqual([]);
  });
});

describe('podinfo with few or no users', () => {
  it('nobody asks: that is no pass', async () => {
    const bench = await lab.open('podinfo-silent', stable);
    const limits = { ...quickly, 'metrics-timeout': '15s' };
    const main = await (await bench.step({ image: imageOf('good'), ...limits })).main();
    expect(main.exitCode, main.log).toBe(1);
    expect(main.outputs['outcome'], main.log).toBe('no-data');
    expect((await bench.objects()).filter((each) => each.includes('canary'))).toEqual([]);
  });

  it('one request a second, a fifth of them failing: that is no pass', async () => {
    const bench = await lab.open('podinfo-few', stable);
    await bench.load(1);
    const limits = { ...quickly, 'metrics-timeout': '20s' };
    const main = await (await bench.step({ image: imageOf('failing'), ...limits })).main();
    expect(main.exitCode, main.log).toBe(1);
    expect(main.outputs['outcome'], main.log).toMatch(/^(no-data|rolled-back)$/);
  });
});
