import { describe, expect, it } from 'vitest';
import { createWorld } from './world/create-world.ts';
import { CHART } from './world/helm.ts';
import { NEW, OLD, stableDeployment } from './world/objects.ts';
import type { World } from './world/world.ts';

/** With a chart that changes the image alone. */
function withChart(): World {
  const world = createWorld({ gateway: true });
  world.chart = { before: [stableDeployment(OLD)], after: [stableDeployment(NEW)] };
  return world;
}

describe('what the checks have found out', () => {
  it('is what is done: stable is inspected and the chart rendered once in a run, by one connection', async () => {
    const world = withChart();
    expect(await world.main({ chart: CHART })).toBe('success');
    expect(world.helm.filter((line) => line.includes('upgrade'))).toHaveLength(1);
    expect(world.helm.filter((line) => line.includes('get manifest'))).toHaveLength(1);
    expect(world.reviews.filter((right) => right === 'create jobs')).toHaveLength(1);
    expect(world.queries.filter((query) => query.startsWith('max(count_over_time('))).toHaveLength(1);
    expect(world.connections).toBe(1);
  });

  it('is asked once more for a canary by weights, after its overlay was ignored: the chart is the same', async () => {
    const world = withChart();
    world.ignoresOverlay = true;
    expect(await world.main({ chart: CHART })).toBe('success');
    expect(world.helm.filter((line) => line.includes('upgrade'))).toHaveLength(1);
  });

  it('does not keep the impatience of the checks: moments without an API server are not even told', async () => {
    const world = createWorld({ gateway: true });
    let begins = Number.POSITIVE_INFINITY;
    world.kube.onChange((object, verb) => {
      world.react(object, verb);
      if (object.kind === 'Deployment' && verb === 'create') begins = world.clock.monotonic() + 20_000;
    });
    world.away = (at) => at > begins && at < begins + 20_000 && at % 1_000 < 300;
    expect(await world.main({ 'prometheus-url': '' })).toBe('success');
    expect(world.log.join('\n')).not.toMatch(/no metrics:|did not answer/);
  });

  it('is refused at once where the API server does not answer', async () => {
    const world = createWorld({ gateway: true });
    world.away = () => true;
    const began = world.clock.monotonic();
    expect(await world.main({ 'prometheus-url': '' })).toBe('error');
    expect(world.clock.monotonic() - began).toBeLessThan(1_000);
  });
});
