import type { ActionFacts, FieldMeta } from '@fairlead/core';
import { type Arguments, type OptionKind, readArguments } from '../arguments.ts';

/** What the program itself takes beside an action's inputs. */
export const OWN_OPTIONS: Readonly<Record<string, { readonly value: string; readonly what: string }>> = {
  'summary-to': { value: 'FILE', what: 'write the step summary there, as Markdown' },
  'outputs-to': { value: 'FILE', what: 'write the outputs there, as JSON' },
};

/** Inputs as they were given, or everything that is wrong with how. */
export interface GivenInputs {
  readonly help: boolean;
  /** Text by kebab-case name, as a workflow would give it. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Of `OWN_OPTIONS`. */
  readonly own: Readonly<Record<string, string>>;
  readonly problems: readonly string[];
}

/** How a secret is given, so that it does not stand in the list of processes. */
const SECRET = /^(env|file):(.+)$/s;

/** What secrets are read from. */
export interface SecretSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Throws when the file cannot be read. */
  readonly readFile: (path: string) => string;
}

/** Turns options into inputs: a flag without a value is true, what is given several times becomes lines. */
export function inputsFromOptions(
  action: ActionFacts,
  args: readonly string[],
  sources: SecretSources,
): GivenInputs {
  const kinds = Object.entries(action.inputs).map(([name, meta]) => [name, kindOf(meta)] as const);
  const own = Object.keys(OWN_OPTIONS).map((name) => [name, 'value'] as const);
  const found = readArguments(args, { options: Object.fromEntries([...kinds, ...own]) });
  const problems = [...found.problems];
  const inputs: Record<string, string> = {};
  for (const [name, meta] of Object.entries(action.inputs)) {
    const given = found.options[name];
    if (given === undefined || given.length === 0) continue;
    if (meta.secret !== true) {
      inputs[name] = given.join('\n');
      continue;
    }
    const secrets = given.map((text) => readSecret(name, text, sources));
    problems.push(...secrets.flatMap((secret) => ('problem' in secret ? [secret.problem] : [])));
    inputs[name] = secrets.map((secret) => ('text' in secret ? secret.text : '')).join('\n');
  }
  return { help: found.help, inputs, own: ownOf(found), problems };
}

/** Required inputs that were not given, as problems. */
export function missingInputs(
  action: ActionFacts,
  inputs: Readonly<Record<string, string>>,
): readonly string[] {
  return Object.entries(action.inputs)
    .filter(([name, { required }]) => required === true && inputs[name] === undefined)
    .map(
      ([name, { allowed }]) =>
        `--${name}: is required${allowed === undefined ? '' : ` (allowed: ${allowed})`}`,
    );
}

function kindOf({ kind }: FieldMeta): OptionKind {
  if (kind === 'boolean') return 'switch';
  return kind === 'list' || kind === 'map' ? 'list' : 'value';
}

function ownOf({ options }: Arguments): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.keys(OWN_OPTIONS).flatMap((name) => {
      const value = options[name]?.[0];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** What is refused is not repeated: it may be the secret. */
function readSecret(
  name: string,
  text: string,
  { env, readFile }: SecretSources,
): { readonly text: string } | { readonly problem: string } {
  const [, kind, place = ''] = SECRET.exec(text) ?? [];
  if (kind === undefined)
    return {
      problem: `--${name}: is a secret, which would stand in the list of processes (allowed: env:VARIABLE, file:PATH)`,
    };
  try {
    const found = kind === 'env' ? env[place] : readFile(place).trimEnd();
    if (found !== undefined && found !== '') return { text: found };
    return {
      problem: `--${name}: ${kind === 'env' ? `the variable ${place} is not set` : `${place} is empty`}`,
    };
  } catch {
    return { problem: `--${name}: ${place} cannot be read` };
  }
}
