import { parseBytes } from '../util/bytes.ts';
import { parseDuration, writeDuration } from '../util/duration.ts';
import {
  type Bounds,
  type Field,
  type FieldOptions,
  type FieldValue,
  makeField,
  type Reading,
} from './field.ts';
import { checked, firstProblem, rulesOf, type TextChecks } from './text-checks.ts';

export { type ListOptions, list, map } from './list-fields.ts';
export { type Entry, records } from './records-field.ts';
export { matching, type TextCheck, type TextChecks } from './text-checks.ts';

/** Free text. */
export function text<const M extends FieldOptions>(
  options: M,
  checks?: TextChecks,
): Field<FieldValue<string, M>> {
  return makeField('string', options, (raw) => checked(raw, firstProblem(checks, raw)), rulesOf(checks));
}

/** `true` or `false`, spelt as YAML 1.2 core does. */
export function flag<const M extends FieldOptions>(options: M): Field<FieldValue<boolean, M>> {
  const allowed = { allowed: 'true, false', ...options };
  return makeField('boolean', allowed, (raw) => {
    if (/^(true|True|TRUE)$/.test(raw)) return { value: true };
    if (/^(false|False|FALSE)$/.test(raw)) return { value: false };
    return { problem: 'is not a boolean' };
  }) as Field<FieldValue<boolean, M>>;
}

/** One of a fixed set of words. */
export function choice<const V extends string, const M extends FieldOptions>(
  values: readonly V[],
  options: M,
): Field<FieldValue<V, M>> {
  const known = { allowed: values.join(', '), ...options };
  return makeField(
    'choice',
    known,
    (raw): Reading<V> => {
      const found = values.find((value) => value === raw);
      return found === undefined ? { problem: 'is not one of the known values' } : { value: found };
    },
    { values },
  ) as Field<FieldValue<V, M>>;
}

function readNumber(raw: string, bounds: Bounds, integer: boolean): Reading<number> {
  const pattern = integer ? /^-?\d+$/ : /^-?\d+(\.\d+)?$/;
  if (!pattern.test(raw)) return { problem: integer ? 'is not a whole number' : 'is not a number' };
  const value = Number(raw);
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return { problem: 'has too many digits' };
  if (bounds.min !== undefined && value < bounds.min) return { problem: `is below ${bounds.min}` };
  if (bounds.max !== undefined && value > bounds.max) return { problem: `is above ${bounds.max}` };
  return { value };
}

function boundsInWords(bounds: Bounds, noun: string): string {
  const { min, max } = bounds;
  if (min !== undefined && max !== undefined) return `${noun} from ${min} to ${max}`;
  if (min !== undefined) return `${noun} of at least ${min}`;
  if (max !== undefined) return `${noun} of at most ${max}`;
  return noun;
}

/** A whole number. */
export function integer<const M extends FieldOptions>(
  options: M,
  bounds: Bounds = {},
): Field<FieldValue<number, M>> {
  const known = { allowed: boundsInWords(bounds, 'a whole number'), ...options };
  return makeField('integer', known, (raw) => readNumber(raw, bounds, true), { bounds }) as Field<
    FieldValue<number, M>
  >;
}

/** A decimal number. */
export function decimal<const M extends FieldOptions>(
  options: M,
  bounds: Bounds = {},
): Field<FieldValue<number, M>> {
  const known = { allowed: boundsInWords(bounds, 'a number'), ...options };
  return makeField('number', known, (raw) => readNumber(raw, bounds, false), { bounds }) as Field<
    FieldValue<number, M>
  >;
}

/** Timers count no further, and end at once for more: 24 days and 20 hours. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * A span of time such as `90s`, `5m` or `1h30m`, in milliseconds. A number without a unit is refused, as Go and helm do:
 * GitHub's own timeouts count minutes, many programs count seconds, and latencies are milliseconds.
 */
export function duration<const M extends FieldOptions>(
  options: M,
  { minMs, maxMs }: { readonly minMs?: number; readonly maxMs?: number } = {},
): Field<FieldValue<number, M>> {
  const known = { allowed: allowedDuration(minMs, maxMs), ...options };
  const read = (raw: string): Reading<number> => {
    const value = parseDuration(raw);
    if (/^\d+(\.\d+)?$/.test(raw) && value === undefined)
      return { problem: `has no unit: ${raw}ms, ${raw}s or ${raw}m?` };
    if (value === undefined) return { problem: 'is not a duration' };
    if (minMs !== undefined && value < minMs) return { problem: 'is too short' };
    if (value > (maxMs ?? LONGEST_MS)) return { problem: 'is too long' };
    return { value };
  };
  const bounds = {
    ...(minMs === undefined ? {} : { min: minMs }),
    ...(maxMs === undefined ? {} : { max: maxMs }),
  };
  return makeField('duration', known, read, { bounds }) as Field<FieldValue<number, M>>;
}

function allowedDuration(minMs: number | undefined, maxMs: number | undefined): string {
  const examples = ['500ms', '90s', '5m', '1h30m'].filter((example) => {
    const value = parseDuration(example) ?? 0;
    return value >= (minMs ?? 0) && value <= (maxMs ?? Number.POSITIVE_INFINITY);
  });
  const from = minMs === undefined || minMs <= 1 ? '' : ` from ${writeDuration(minMs)}`;
  const to = maxMs === undefined ? '' : ` up to ${writeDuration(maxMs)}`;
  const such = examples.length === 0 ? '' : `${from || to ? ',' : ''} such as ${listOr(examples)}`;
  return `a duration${from}${to}${such}`;
}

function listOr(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** An amount of data such as `512KB`, `20MB` or `1GiB`, in bytes. A bare number could be of any unit. */
export function bytes<const M extends FieldOptions>(options: M): Field<FieldValue<number, M>> {
  const known = { allowed: 'a size such as 512KB, 20MB or 1GiB', ...options };
  return makeField('bytes', known, (raw): Reading<number> => {
    const value = parseBytes(raw);
    if (value !== undefined && !Number.isSafeInteger(value)) return { problem: 'is too large' };
    if (value !== undefined) return { value };
    return { problem: /^\d+(\.\d+)?$/.test(raw) ? `has no unit: ${raw}MB, or ${raw}B?` : 'is not a size' };
  }) as Field<FieldValue<number, M>>;
}
