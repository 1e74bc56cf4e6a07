import type { Bar } from '../bar.ts';
import type { Found } from './play.ts';

/** The bars of `bench canary-detect`, for what the action does by default. */
export function barsOf(found: readonly Found[]): readonly Bar[] {
  const of = (name: string): Found => {
    const one = found.find(({ cell }) => cell.name === name);
    if (one === undefined) throw new Error(`no cell is called "${name}"`);
    return one;
  };
  return ['', ', probes'].flatMap((suffix) => [
    median(of(`5 % errors, 200 rps${suffix}`), 15),
    median(of(`2 % errors, 200 rps${suffix}`), 75),
    power(of(`2 % errors, 200 rps${suffix}`), 99),
    median(of(`5 % errors, 20 rps${suffix}`), 100),
    alarms(of(`as good as stable, 20 rps${suffix}`), 1),
    alarms(of(`as good as stable, 200 rps${suffix}`), 1),
    alarms(of(`both burst to 10 %, 20 rps${suffix}`), 1),
    alarms(of(`both burst to 10 %, 200 rps${suffix}`), 1),
    alarms(of(`rates waver, 2000 rps${suffix}`), 2),
  ]);
}

function median({ cell, median: value }: Found, goal: number): Bar {
  return { name: `median detection, ${cell.name}`, value, unit: 's', goal: ['<=', goal] };
}

function power({ cell, percent }: Found, goal: number): Bar {
  return { name: `power, ${cell.name}`, value: percent, unit: '%', goal: ['>=', goal] };
}

function alarms({ cell, percent }: Found, goal: number): Bar {
  return { name: `false rollbacks, ${cell.name}`, value: percent, unit: '%', goal: ['<=', goal] };
}
