import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { badAnswers, type Lab, openLab } from './support/canary-lab.ts';
import { makeLimitedUser, rulesOfReadme } from './support/limited-user.ts';

let lab: Lab;
let stable: string;
let next: string;
let failing: string;

/** Nothing but the pods can be asked. */
const pods = { 'prometheus-url': '' } as const;

beforeAll(async () => {
  lab = await openLab('fl-e2e-canary-pods', console.log);
  stable = await lab.build({ commit: 'stable' });
  next = await lab.build({ commit: 'next' });
  failing = await lab.build({ commit: 'failing', faults: { DefaultErrorShare: '0.2' } });
});

afterEach(() => lab.clear());
afterAll(() => lab?.close());

it("passes a good version by the pods' own metrics, with no rights but those of the README", async () => {
  const bench = await lab.open('pods-good', stable, { gateway: true });
  const load = await bench.load();
  const rules = await rulesOfReadme('canary-rollback');
  const kubeconfig = await makeLimitedUser(lab.cluster, 'pods-good', 'canary', rules);
  const main = await (await bench.step({ ...pods, image: next, kubeconfig })).main();
  expect(main.log).toContain("measured by http_request_duration_ms of the pods' own metrics");
  expect(main.log).not.toMatch(/no label tells|no metrics/);
  expect(main.outputs).toMatchObject({ outcome: 'passed', share: '50' });
  await (await bench.step({ command: 'abort' })).main();
  expect(badAnswers(await load.stop())).toEqual([]);
});

it('rolls a bad version back, with numbers of both versions', async () => {
  const bench = await lab.open('pods-bad', stable, { gateway: true });
  const load = await bench.load();
  const main = await (await bench.step({ ...pods, metrics: 'pods', image: failing })).main();
  await load.stop();
  expect(main.annotations.at(-1)?.message).toMatch(
    /^CANARY_FAILED: .*(errors: \d\d\.\d % against 0\.0 % of stable|error rate was \d\d\.\d %).* at 25 % of traffic; .*traffic is back on stable/,
  );
  expect((await bench.state()).deployments).toEqual([
    { name: 'orders', image: stable, replicas: 3, ready: 3 },
  ]);
});

it('without users is no pass: neither probes nor our own reading are users', async () => {
  const bench = await lab.open('pods-idle', stable, { gateway: true });
  const main = await (
    await bench.step({ ...pods, image: next, steps: '25', 'metrics-timeout': '6s' })
  ).main();
  expect(main.annotations.at(-1)?.message).toMatch(/^CANARY_NO_DATA: /);
  expect((await bench.state()).deployments).toHaveLength(1);
});

it('asks the Prometheus behind a Service or says that there is none; and pods where they do not answer', async () => {
  const bench = await lab.open('pods-none', stable, { gateway: true });
  const wrongPort = await (await bench.step({ ...pods, image: next, 'metrics-port': '9' })).main();
  expect(wrongPort.annotations.at(-1)?.message).toMatch(
    /^INPUT_INVALID: metrics "auto": the pods give no metrics: pod orders-\S+: port 9: connect: connection refused \(allowed: metrics-port/,
  );
  const noService = { ...pods, image: next, 'prometheus-service': 'pods-none/prometheus:9090' };
  expect((await (await bench.step(noService)).main()).annotations.at(-1)?.message).toMatch(
    /^CANARY_METRICS_UNREACHABLE: the Prometheus at pods-none\/prometheus:9090: no answer from the Service .*not found/,
  );
  expect((await bench.state()).deployments).toHaveLength(1);
});
