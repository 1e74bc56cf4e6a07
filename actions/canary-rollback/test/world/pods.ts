import type { ProxyTarget } from '@fairlead/kube';
import { podsOf, trackOf } from './controllers.ts';
import type { Behaviour, World } from './world.ts';

/** The pods' side: each counts its share of the requests that `behave` gives its version, and tells it in the text format. */
export function fakePods(
  world: World,
): (target: ProxyTarget) => { status: number; text: string } | undefined {
  const behaviourOf = {
    canary: (at: number) => world.behave(at),
    baseline: (at: number) => world.behaveBaseline(at),
    stable: (): Behaviour => ({}),
  };
  const counted = new Map<string, { requests: number; errors: number; slow: number; at: number }>();
  return ({ resource, name, port, path }) => {
    world.proxied.push(`${resource} ${name}:${port}${path}`);
    if (world.exposition !== undefined) {
      const text = world.exposition(name);
      return text === undefined ? undefined : { status: 200, text };
    }
    if (world.unscraped.includes(name)) return undefined;
    const track = trackOf(name);
    const now = world.clock.monotonic();
    const pods = podsOf(world, track).length;
    const known = counted.get(name) ?? {
      requests: track === 'stable' ? 5000 : 0,
      errors: 0,
      slow: 0,
      at: now,
    };
    for (let at = known.at; at < now; at += 100) {
      const { errors = 0, latencyMs = 10, requestsPerSecond = 20 } = behaviourOf[track](at);
      const gained = requestsPerSecond / 10 / pods;
      known.requests += gained;
      known.errors += gained * errors;
      known.slow += latencyMs > 2000 ? gained : 0;
    }
    counted.set(name, { ...known, at: now });
    return { status: 200, text: expositionOf(world, known) };
  };
}

function expositionOf(
  { metric, paths, hasBuckets }: World,
  { requests, errors, slow }: { readonly requests: number; readonly errors: number; readonly slow: number },
): string {
  const path = paths[0] === undefined ? '' : `path="${paths[0]}",`;
  const count = (status: string, value: number): string =>
    `${metric}_count{${path}status="${status}"} ${value}`;
  const bucket = (le: string, value: number): string => `${metric}_bucket{${path}le="${le}"} ${value}`;
  return [
    `# HELP ${metric} Requests.`,
    `# TYPE ${metric} histogram`,
    ...(hasBuckets
      ? [bucket('2000', requests - slow), bucket('5000', requests), bucket('+Inf', requests)]
      : []),
    count('200', requests - errors),
    count('500', errors),
    'process_start_time_seconds 1.7e9',
    '',
  ].join('\n');
}
