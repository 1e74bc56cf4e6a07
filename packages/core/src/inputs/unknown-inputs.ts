import type { InputProblem } from '../errors/kinds.ts';
import type { Host } from '../ports/host.ts';
import { suggestWord } from '../util/suggest.ts';

/** What the environment gives as inputs that the action does not have. */
export interface UnknownInputs {
  /** Surely meant for the action: a misspelt name, or one that nothing but a runner or a person sets. */
  readonly problems: readonly InputProblem[];
  /** Variables of which nobody can tell: they may be somebody else's. */
  readonly unclear: readonly string[];
}

const PREFIX = 'INPUT_';

/**
 * Looks for inputs that nobody would read. GitHub warns of them, act and a plain shell say nothing, and then the default
 * counts. A runner writes the name in capitals and keeps its hyphens, which no shell can set by chance: such a name was
 * meant for the action. One without is so when it is near to a known name; any other may be a variable of the user.
 * Inside a composite action of act everything is unclear: there the inputs of that action stand in the environment too.
 */
export function findUnknownInputs(
  known: readonly string[],
  { env, kind }: Pick<Host, 'env' | 'kind'>,
): UnknownInputs {
  const problems: InputProblem[] = [];
  const unclear: string[] = [];
  const variables = new Set(known.map((name) => PREFIX + name.toUpperCase()));
  const foreign = env['ACT'] === 'true' && (env['GITHUB_ACTION_PATH'] ?? '') !== '';
  for (const variable of Object.keys(env).sort()) {
    if (!variable.startsWith(PREFIX) || variable.length === PREFIX.length || variables.has(variable))
      continue;
    const name = nameOf(variable);
    const same = known.includes(name);
    if (same && kind === 'local') continue; // a shell writes it as it can
    const near = same ? name : nearest(name, known);
    const meant = near !== undefined || (variable.includes('-') && /^INPUT_[A-Z0-9_-]+$/.test(variable));
    if (foreign || !meant) unclear.push(variable);
    else problems.push(same ? misspeltVariable(variable, name) : unknownName(variable, name, near));
  }
  return { problems, unclear };
}

function nameOf(variable: string): string {
  return variable.slice(PREFIX.length).toLowerCase().replaceAll('_', '-');
}

/** The value is not repeated: it may be a secret whose input was misspelt. */
function unknownName(variable: string, name: string, near: string | undefined): InputProblem {
  const written = variable.slice(PREFIX.length).toLowerCase();
  const input = written === name ? name : variable;
  if (near !== undefined) return { input, problem: `is no input of this action; did you mean ${near}?` };
  return { input, problem: 'is no input of this action', allowed: 'the inputs in its README' };
}

function misspeltVariable(variable: string, name: string): InputProblem {
  return {
    input: variable,
    problem: `is not read: a runner gives the input ${name} as ${PREFIX}${name.toUpperCase()}; write it below with:`,
  };
}

/** A short name has many neighbours by chance. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const most = name.length < 4 ? 0 : name.length < 8 ? 1 : 2;
  return suggestWord(name, known, most);
}
