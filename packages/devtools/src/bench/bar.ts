/** A bar that a measurement has to reach. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** `<=` or `>=` this. */
  readonly goal: readonly [sign: '<=' | '>=', value: number];
}

/** Whether it was reached. */
function isHeld({ value, goal: [sign, limit] }: Bar): boolean {
  return sign === '<=' ? value <= limit : value >= limit;
}

/** `bar NAME: VALUE (goal GOAL): held`. */
export function barLine(bar: Bar): string {
  const { name, value, unit, goal } = bar;
  const shown = Number.isFinite(value) ? `${Number(value.toFixed(1))} ${unit}` : 'never';
  return `bar ${name}: ${shown} (goal ${goal[0]} ${goal[1]} ${unit}): ${isHeld(bar) ? 'held' : 'missed'}`;
}
