import { canaryStep } from '../../lab/canary-step.ts';
import { type CanaryWorld, openCanaryWorld } from '../../lab/canary-world.ts';
import { LEASE_S, QUICK, type Way } from './ways.ts';

/** What Kubernetes needs to carry out what a deadline asks for. */
const GRACE_S = 15;

/**
 * What a run changes from its start to its verdict, in order, and in which phase by its journal: each change once a phase, for
 * the same change later in a phase finds the same journal and the same objects.
 */
export async function pointsOf(way: Way): Promise<readonly string[]> {
  const changes = new Set<string>();
  await inWorld(async (world) => {
    world.onChange((change) => {
      if (!change.includes(' Pod ')) changes.add(pointOf(world, change));
    });
    const step = await canaryStep(world, { ...QUICK, ...way.inputs });
    const main = await step.main();
    await step.dispose();
    if (main.outputs['outcome'] !== 'passed') throw new Error(`a good canary did not pass: ${main.log}`);
  });
  return [...changes];
}

function pointOf(world: CanaryWorld, change: string): string {
  return `${change}, ${world.phase()}`;
}

/** One death at a point; gives what is wrong `lease + 15 s` after it, when nobody has done anything. */
export async function dieAt(way: Way, point: string, afterMs: number): Promise<readonly string[]> {
  return inWorld(async (world) => {
    const before = factsOf(world);
    const { signal } = await runUntil(world, way, point, afterMs, (step) => step.kill());
    if (signal !== 'SIGKILL' && afterMs > 0) return dieAt(way, point, 0); // it had ended by then
    if (signal !== 'SIGKILL') return [`it was not killed at ${point}`];
    world.later((LEASE_S + GRACE_S) * 1000);
    const after = factsOf(world);
    return after === before ? [] : [`${after} and not ${before}`];
  });
}

/** One cancelled run; gives the seconds from the signal until the canary has no share, undefined when it keeps one. */
export async function interruptAt(way: Way, point: string, afterMs: number): Promise<number | undefined> {
  return inWorld(async (world) => {
    let asked: number | undefined;
    let back: number | undefined;
    const look = (): void => {
      if (asked === undefined) return;
      back = isOnStable(world, way) ? (back ?? performance.now()) : undefined;
    };
    await runUntil(
      world,
      way,
      point,
      afterMs,
      (step) => {
        asked = performance.now();
        look();
        step.interrupt();
      },
      look,
    );
    if (asked === undefined && afterMs > 0) return interruptAt(way, point, 0); // it had ended by then
    return asked === undefined || back === undefined ? undefined : (back - asked) / 1000;
  });
}

type Step = Awaited<ReturnType<typeof canaryStep>>;

/** Runs a canary, and acts once so long after a change. */
async function runUntil(
  world: CanaryWorld,
  way: Way,
  point: string,
  afterMs: number,
  act: (step: Step) => void,
  look: () => void = () => {},
): Promise<Awaited<ReturnType<Step['main']>>> {
  const step = await canaryStep(world, { ...QUICK, ...way.inputs });
  let come = false;
  let timer: NodeJS.Timeout | undefined;
  world.onChange((change) => {
    if (!come && pointOf(world, change) === point) {
      come = true;
      if (afterMs === 0) act(step);
      else timer = setTimeout(() => act(step), afterMs);
    }
    look();
  });
  try {
    const main = await step.main().finally(() => clearTimeout(timer));
    if (main.signal !== 'SIGKILL') await step.post(); // a runner that is alive runs it whatever became of the step
    return main;
  } finally {
    await step.dispose();
  }
}

async function inWorld<T>(work: (world: CanaryWorld) => Promise<T>): Promise<T> {
  const world = await openCanaryWorld();
  try {
    return await work(world);
  } finally {
    await world.close();
  }
}

/** All that is in the namespace but what is remembered of versions, and the user's route. */
function factsOf(world: CanaryWorld): string {
  const names = world.names().filter((name) => !name.endsWith('-fairlead-history'));
  return `${names.join(', ')}; ${JSON.stringify(world.route())}`;
}

function isOnStable(world: CanaryWorld, { byPods }: Way): boolean {
  return byPods ? !world.names().some((name) => name.startsWith('Pod ')) : world.share() === 0;
}
