/** A bar that a measurement has to reach. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  /** Empty for a ratio. */
  readonly unit: string;
  /** `<=` or `>=` this. */
  readonly goal: readonly [sign: '<=' | '>=', value: number];
}

/** Whether it was reached. */
export function isHeld({ value, goal: [sign, limit] }: Bar): boolean {
  return sign === '<=' ? value <= limit : value >= limit;
}

/** `bar NAME: VALUE (goal GOAL): held`. */
export function barLine(bar: Bar): string {
  const { name, value, unit, goal } = bar;
  const inUnit = (number: number): string => `${number} ${unit}`.trim();
  const shown = Number.isFinite(value) ? inUnit(Number(value.toFixed(2))) : 'never';
  return `bar ${name}: ${shown} (goal ${goal[0]} ${inUnit(goal[1])}): ${isHeld(bar) ? 'held' : 'missed'}`;
}
