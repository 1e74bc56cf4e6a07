import type { Traffic } from './traffic.ts';

/** Traffic that somebody describes, and how often it is played. */
export interface Scenario {
  readonly traffic: Traffic;
  readonly runs: number;
  readonly seed: number;
}

interface Setting {
  readonly about: string;
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly whole?: true;
}

/** What can be said of traffic, a line each. Shares and rates in percent. */
export const SETTINGS = {
  rps: { about: 'requests of users a second', default: 100, min: 0.01, max: 100_000 },
  share: { about: 'percent of them for the canary', default: 25, min: 0.1, max: 99.9 },
  'error-rate': { about: 'percent of errors of the canary', default: 5, min: 0, max: 100 },
  'stable-error-rate': { about: 'percent of errors of stable', default: 0.5, min: 0, max: 100 },
  'burst-error-rate': { about: 'percent of errors of both in a burst', default: 0, min: 0, max: 100 },
  'burst-seconds': { about: 'how long the burst lasts, somewhere', default: 90, min: 1, max: 7200 },
  wavering: { about: 'how uneven error rates are: deviation of their logarithm', default: 0, min: 0, max: 3 },
  probes: { about: 'requests a second and pod that are no users', default: 0, min: 0, max: 1000 },
  'canary-pods': { about: 'pods of the canary', default: 1, min: 1, max: 1000, whole: true },
  'stable-pods': { about: 'pods of stable', default: 3, min: 1, max: 1000, whole: true },
  seconds: { about: 'how long a canary is observed', default: 600, min: 10, max: 7200, whole: true },
  runs: { about: 'how many canaries are played', default: 200, min: 1, max: 2000, whole: true },
  seed: { about: 'the same seed gives the same numbers', default: 1, min: 0, max: 999_999_999, whole: true },
} as const satisfies Readonly<Record<string, Setting>>;

type Name = keyof typeof SETTINGS;

/** What is wrong with one `name=value`. */
export function settingProblem(item: string): string | undefined {
  const [name = '', text = ''] = item.split(/=(.*)/s);
  if (!Object.hasOwn(SETTINGS, name)) return `is none of ${Object.keys(SETTINGS).join(', ')} with =`;
  const { min, max, whole }: Setting = SETTINGS[name as Name];
  if (!/^\d+(\.\d+)?$/.test(text)) return 'has no number after =';
  const value = Number(text);
  if (whole === true && !Number.isInteger(value)) return 'is not whole';
  return value < min || value > max ? `is not from ${min} to ${max}` : undefined;
}

/** What is wrong with all of them together. */
export function settingsProblem(items: readonly string[]): string | undefined {
  const names = items.map((item) => item.split('=')[0]);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  return twice === undefined ? undefined : `says ${twice} twice`;
}

/** The scenario of settings that are fine; what is not said is as in `SETTINGS`. */
export function scenarioOf(items: readonly string[]): Scenario {
  const said = new Map(items.map((item) => [item.split('=')[0], Number(item.split('=')[1])]));
  const of = (name: Name): number => said.get(name) ?? SETTINGS[name].default;
  const burst = of('burst-error-rate');
  return {
    traffic: {
      rps: of('rps'),
      share: of('share') / 100,
      canaryErrors: of('error-rate') / 100,
      stableErrors: of('stable-error-rate') / 100,
      ...(burst === 0
        ? {}
        : { burst: { seconds: Math.min(of('burst-seconds'), of('seconds')), errors: burst / 100 } }),
      ...(of('wavering') === 0 ? {} : { wavering: of('wavering') }),
      ...(of('probes') === 0 ? {} : { probes: of('probes') }),
      pods: { canary: of('canary-pods'), stable: of('stable-pods') },
      seconds: of('seconds'),
    },
    runs: of('runs'),
    seed: of('seed'),
  };
}
