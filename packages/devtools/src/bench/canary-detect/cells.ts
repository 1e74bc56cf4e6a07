import type { Traffic } from './lab.ts';

/** One kind of traffic, played often. */
export interface Cell {
  readonly name: string;
  readonly traffic: Traffic;
  readonly runs: number;
  /** The canary is as good as stable: a rollback is a false alarm. */
  readonly healthy: boolean;
}

/** Requests of probes and scrapes, a second and pod. */
const PROBES = 1.2;
const HALF_AN_HOUR = 1800;
/** What stable has of errors. */
const USUAL = 0.005;

const usual: Omit<Traffic, 'rps'> = {
  share: 0.1,
  canaryErrors: USUAL,
  stableErrors: USUAL,
  pods: { canary: 1, stable: 9 },
  seconds: HALF_AN_HOUR,
};

const bad = (percent: number, rps: number, runs = 400): Cell => ({
  name: `${percent} % errors, ${rps} rps`,
  traffic: { ...usual, rps, canaryErrors: percent / 100 },
  runs,
  healthy: false,
});
const healthy = (name: string, rps: number, change: Partial<Traffic> = {}): Cell => ({
  name: `${name}, ${rps} rps`,
  traffic: { ...usual, rps, ...change },
  runs: 600,
  healthy: true,
});
const burst = { seconds: 90, errors: 0.1 };

const PLAIN: readonly Cell[] = [
  bad(2, 20),
  bad(5, 20),
  bad(10, 20),
  bad(1, 200),
  bad(2, 200),
  bad(5, 200),
  bad(10, 200),
  healthy('as good as stable', 20),
  healthy('as good as stable', 200),
  healthy('both burst to 10 %', 20, { burst }),
  healthy('both burst to 10 %', 200, { burst }),
  healthy('rates waver', 2000, { wavering: 0.6 }),
];

/** All cells, without and with probes among the requests. */
export const CELLS: readonly Cell[] = PLAIN.flatMap((cell) => [
  cell,
  { ...cell, name: `${cell.name}, probes`, traffic: { ...cell.traffic, probes: PROBES } },
]);
