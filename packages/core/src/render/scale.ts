/** A linear axis from 0 to a round number. */
export interface Axis {
  readonly max: number;
  readonly ticks: readonly number[];
}

const STEPS = [1, 2, 2.5, 5, 10] as const;

/** An axis with about four round steps that reaches at least `highest`. */
export function niceAxis(highest: number): Axis {
  if (!(highest > 0)) return { max: 1, ticks: [0, 0.25, 0.5, 0.75, 1] };
  const rough = highest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (STEPS.find((factor) => factor * power >= rough * 0.999) ?? 10) * power;
  const count = Math.ceil(highest / step - 1e-9);
  const ticks = Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
  return { max: ticks.at(-1) ?? highest, ticks };
}

const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600] as const;

/** Round moments from 0 to `seconds`, at most nine. */
export function timeTicks(seconds: number): readonly number[] {
  const step = TIME_STEPS.find((candidate) => seconds / candidate <= 8) ?? Math.ceil(seconds / 8);
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => index * step);
}

/** `45 s`, `2:05`, `1:02:05`: short enough for an axis. */
export function formatMoment(seconds: number, longest: number): string {
  if (longest < 120) return `${seconds} s`;
  const whole = Math.round(seconds);
  const pair = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  if (longest < 3600) return `${minutes}:${pair(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${pair(minutes % 60)}:${pair(whole % 60)}`;
}

/** A value for an axis or a legend: three significant digits, no exponent. */
export function formatValue(value: number): string {
  return String(Number(value.toPrecision(3)));
}
