import { z } from 'zod';

/** The shape of a value, for tables, JSON Schema and the config file. */
export type FieldKind =
  | 'string'
  | 'boolean'
  | 'integer'
  | 'number'
  | 'choice'
  | 'list'
  | 'map'
  | 'records'
  | 'duration'
  | 'bytes';

/**
 * What an input can do in the wrong hands; the heaviest that fits. It decides who may set it: see `docs/security.md`.
 * - `plain`: nothing that matters outside of the run.
 * - `verdict`: weaken a verdict, or keep something from being checked.
 * - `reach`: push, deploy, send or write outside of the workspace, or say to whom and under which name.
 * - `program`: choose what is run.
 */
export type InputClass = 'plain' | 'verdict' | 'reach' | 'program';

/** What an author says about an input. */
export interface FieldOptions {
  readonly class: InputClass;
  /** One sentence for the manifest and the README table. */
  readonly description: string;
  /** The default, as a user would write it. Without default and `required`, the value may be undefined. */
  readonly default?: string;
  /** An expression that only the runner can evaluate, for example `${{ github.token }}`; elsewhere the value is unset. */
  readonly runnerDefault?: string;
  readonly required?: true;
  /** Masked in every output; never read from the config file. */
  readonly secret?: true;
  /** What is refused may be a secret in the wrong place: neither errors nor the report repeat it. */
  readonly unquoted?: true;
  /** What is accepted, in words; completes the error line. */
  readonly allowed?: string;
  /** An example value for the README. */
  readonly example?: string;
  /** Heading under which the README lists it. */
  readonly group?: string;
  /** Section of the config file, an action's name, that counts where the action's own does not set the input: said once, read by both. */
  readonly section?: string;
  /** Why and what instead, when it will go away. */
  readonly deprecation?: string;
}

/** Bounds of a number, both inclusive. */
export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/** A check of text that can be written down, for tools that have no code of the action. */
export interface TextRule {
  /** Source of a regular expression that the text must match. */
  readonly pattern: string;
  readonly flags: string;
  /** What is wrong with text that does not. */
  readonly problem: string;
}

/** What a reader goes by, as far as it can be written down. */
export interface FieldLimits {
  /** Of a choice. */
  readonly values?: readonly string[];
  /** Of a number, or of the milliseconds of a duration. */
  readonly bounds?: Bounds;
  /** Of a text, or of each item of a list. */
  readonly rules?: readonly TextRule[];
  /** Of a list. */
  readonly separator?: 'lines' | 'words';
  readonly minItems?: number;
  readonly blanks?: true;
  /** Of a list of maps: the keys that an entry may have, each with what it is for. */
  readonly keys?: Readonly<Record<string, string>>;
}

/** Everything known about a field, carried as zod metadata. */
export interface FieldMeta extends FieldOptions, FieldLimits {
  readonly kind: FieldKind;
}

/** A zod schema from the raw text of an input to its value. */
export type Field<T> = z.ZodType<T, string | undefined>;

/** `T`, or `T | undefined` for a field that has neither default nor `required`. */
export type FieldValue<T, M> = M extends { readonly default: string } | { readonly required: true }
  ? T
  : T | undefined;

/** The metadata of a field. @throws TypeError when the schema was not made by a field builder. */
export function fieldMeta(field: Field<unknown>): FieldMeta {
  const meta = field.meta();
  if (meta === undefined || typeof meta['kind'] !== 'string') throw new TypeError('not an input field');
  return meta as unknown as FieldMeta;
}

/** Completes what is said of an input that is needed: a runner hands on an unset and an empty one alike. */
export const NOTHING_GIVEN = 'and nothing is given (an expression with a mistyped name is empty)';

/** What a field's reader says: the value, or what is wrong with the text. */
export type Reading<T> = { readonly value: T } | { readonly problem: string };

/** Builds a field from a reader of text. The base of all builders. */
export function makeField<T, const M extends FieldOptions>(
  kind: FieldKind,
  options: M,
  read: (text: string) => Reading<T>,
  limits: FieldLimits = {},
): Field<FieldValue<T, M>> {
  if (options.default?.includes('${{') === true || options.description.includes('${{')) {
    throw new TypeError('an expression belongs into runnerDefault: nobody but the runner can evaluate it');
  }
  const schema = z.string({ error: `is required, ${NOTHING_GIVEN}` }).transform((text, context): T => {
    const reading = read(text);
    if ('value' in reading) return reading.value;
    context.addIssue({ code: 'custom', message: reading.problem });
    return z.NEVER;
  });
  const complete =
    options.default !== undefined
      ? schema.prefault(options.default)
      : options.required === true
        ? schema
        : schema.optional();
  const meta: FieldMeta = { ...options, kind, ...limits };
  return complete.meta({ ...meta }) as unknown as Field<FieldValue<T, M>>;
}
