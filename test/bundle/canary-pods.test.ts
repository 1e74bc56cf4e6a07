import { type CanaryWorld, canaryStep, openCanaryWorld } from '@fairlead/devtools';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let world: CanaryWorld;

beforeEach(async () => {
  world = await openCanaryWorld();
});

afterEach(() => world.close());

/** A step that knows no Prometheus. */
const podsStep = (inputs: Readonly<Record<string, string>>, onLine?: Parameters<typeof canaryStep>[2]) =>
  canaryStep(world, { 'prometheus-url': '', 'metrics-port': '8080', ...inputs }, onLine);

describe('metrics of the pods, through the API server', () => {
  it.each(['pods', 'auto'])('pass a good version, by metrics: %s', async (metrics) => {
    const main = await (await podsStep({ metrics })).main();
    expect(main.log).toContain("measured by http_request_duration_ms of the pods' own metrics");
    expect(main.outputs).toMatchObject({ outcome: 'passed', share: '50' });
    expect(main.exitCode).toBe(0);
  });

  it('roll a bad version back', async () => {
    const step = await podsStep({ metrics: 'pods', 'step-duration': '30s' }, (line) => {
      if (line.includes('| canary ')) world.breakCanary();
    });
    const main = await step.main();
    expect(main.exitCode).toBe(1);
    expect(main.annotations.at(-1)?.message).toMatch(
      /^CANARY_FAILED: .*errors: 50\.0 % against 0\.0 % of stable .* at 25 % of traffic; traffic is back on stable/,
    );
  });

  it('that cannot be found are told before anything is changed', async () => {
    const main = await (await podsStep({ 'metrics-port': '' })).main();
    expect(main.annotations.at(-1)?.message).toMatch(
      /^INPUT_INVALID: metrics "auto": the pods give no metrics: the container has several ports or none, and none is named metrics \(allowed: metrics-port/,
    );
    expect(world.kube.calls).toEqual([]);
  });
});
