import type { z } from 'zod';
import type { ConfigSection } from '../config/config-section.ts';
import type { InputProblem } from '../errors/kinds.ts';
import { secretsInAddresses } from '../secrets/find-secrets.ts';
import { hideSecretLines } from '../secrets/secret-paths.ts';
import { type CamelCase, camelCase } from '../util/camel-case.ts';
import { type Field, fieldMeta } from './field.ts';

/** An action's inputs by kebab-case name. */
export type InputShape = Readonly<Record<string, Field<unknown>>>;

/** The parsed values, by camelCase name. */
export type Inputs<I extends InputShape> = {
  readonly [K in keyof I & string as CamelCase<K>]: z.output<I[K]>;
};

/** Where a value came from. */
export type InputSource = 'input' | 'config' | 'default' | 'unset';

/** The outcome of reading all inputs: values, or everything that is wrong. */
export interface ParsedInputs<I extends InputShape> {
  readonly values: Inputs<I>;
  readonly problems: readonly InputProblem[];
  /** Names of the inputs that have no usable value. */
  readonly unusable: ReadonlySet<string>;
  readonly sources: Readonly<Record<string, InputSource>>;
  /** Where values that came from the config file are written, by kebab-case name: `file:line:column`. */
  readonly origins: Readonly<Record<string, string>>;
  /** Raw text by kebab-case name, without secrets: for the report. */
  readonly shown: Readonly<Record<string, string>>;
  /** Raw secrets, to be masked before anything is logged. */
  readonly secrets: readonly string[];
}

/** Reads every input (input → config key → default) and collects all problems instead of stopping at the first. */
export function parseInputs<I extends InputShape>(
  shape: I,
  read: (name: string) => string | undefined,
  config: ConfigSection,
): ParsedInputs<I> {
  const values: Record<string, unknown> = {};
  const problems: InputProblem[] = [];
  const unusable = new Set<string>();
  const sources: Record<string, InputSource> = {};
  const origins: Record<string, string> = {};
  const shown: Record<string, string> = {};
  const secrets: string[] = [];
  for (const [name, field] of Object.entries(shape)) {
    const meta = fieldMeta(field);
    const given = read(name);
    const configured = given === undefined && meta.secret !== true ? config.values[name] : undefined;
    const raw = given ?? configured?.text;
    const secret = meta.secret === true;
    if (configured !== undefined) origins[name] = configured.location;
    if (secret && raw !== undefined) secrets.push(raw);
    sources[name] = sourceOf(given, configured?.text, meta.default);
    if (given === undefined && config.unclear.includes(name)) {
      unusable.add(name);
      continue;
    }
    const effective = raw ?? meta.default;
    const lines = meta.kind === 'map' && !secret ? hideSecretLines(raw ?? '') : undefined;
    if (lines !== undefined) secrets.push(...lines.secrets);
    if (raw !== undefined && !secret) secrets.push(...secretsInAddresses(raw));
    const harmless = raw === undefined ? undefined : (lines?.shown ?? raw);
    if (effective !== undefined) shown[name] = secret ? '***' : (harmless ?? effective);
    const parsed = field.safeParse(raw);
    if (parsed.success) {
      values[camelCase(name)] = parsed.data;
      continue;
    }
    const hidden = secret || meta.unquoted === true;
    if (hidden && effective !== undefined) shown[name] = '***';
    unusable.add(name);
    for (const issue of parsed.error.issues) {
      problems.push({
        input: name,
        value: hidden ? undefined : harmless,
        problem: issue.message,
        allowed: meta.allowed,
        source: configured?.location,
      });
    }
  }
  return { values: values as Inputs<I>, problems, unusable, sources, origins, shown, secrets };
}

function sourceOf(
  given: string | undefined,
  configured: string | undefined,
  fallback: string | undefined,
): InputSource {
  if (given !== undefined) return 'input';
  if (configured !== undefined) return 'config';
  return fallback === undefined ? 'unset' : 'default';
}
