import { badAnswers, makeLimitedUser, rulesOfReadme } from '@fairlead/devtools';
import { expect } from 'vitest';
import { it } from '../support/canary-stage.ts';

/** Nothing but the pods can be asked. */
const pods = { 'prometheus-url': '' } as const;
/** The pods' own metrics instead of a Prometheus. */
export function describePods(): void {
  it("passes a good version by the pods' own metrics, with no rights but those of the README", async ({
    open,
    cluster,
    stable,
    next,
  }) => {
    const bench = await open('pods-good', stable, { gateway: true });
    const load = await bench.load();
    const rules = await rulesOfReadme('canary-rollback');
    const kubeconfig = await makeLimitedUser(cluster, 'pods-good', 'canary', rules);
    const main = await (await bench.step({ ...pods, image: next, kubeconfig })).main();
    expect(main.log).toContain("measured by http_request_duration_ms of the pods' own metrics");
    expect(main.log).not.toMatch(/no label tells|no metrics/);
    expect(main.outputs).toMatchObject({ outcome: 'passed', share: '50' });
    await (await bench.step({ command: 'abort' })).main();
    expect(badAnswers(await load.stop())).toEqual([]);
  });

  it('rolls a bad version back, with numbers of both versions', async ({ open, stable, failing }) => {
    const bench = await open('pods-bad', stable, { gateway: true });
    const load = await bench.load();
    const main = await (await bench.step({ ...pods, metrics: 'pods', image: failing })).main();
    await load.stop();
    expect(main.annotations.at(-1)?.message).toMatch(
      /^CANARY_FAILED: .*(errors: \d\d\.\d % against 0\.0 % of stable|error rate was \d\d\.\d %).* at 25 % of traffic; .*traffic is back on stable/,
    );
    expect((await bench.atRest()).deployments).toEqual([
      { name: 'orders', image: stable, replicas: 3, ready: 3 },
    ]);
  });

  it('without users is no pass: neither probes nor our own reading are users', async ({
    open,
    stable,
    next,
  }) => {
    const bench = await open('pods-idle', stable, { gateway: true });
    const main = await (
      await bench.step({ ...pods, image: next, steps: '25', 'metrics-timeout': '6s' })
    ).main();
    expect(main.annotations.at(-1)?.message).toMatch(/^CANARY_NO_DATA: /);
    expect((await bench.state()).deployments).toHaveLength(1);
  });

  it('asks the Prometheus behind a Service or says that there is none; and pods where they do not answer', async ({
    open,
    stable,
    next,
  }) => {
    const bench = await open('pods-none', stable, { gateway: true });
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
}
