import type { ChosenEnvironment } from '../plan/plan.ts';
import { type Environments, variableOf } from './environments.ts';

/** Which environment is wanted, and what the step itself has set. */
export interface Wish {
  readonly name: string;
  readonly file: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/**
 * The environment of a name; undefined where the file has none of it. A variable that the step has already stays: it may be
 * the port of a container that nobody knew before, or a secret. Pure.
 */
export function chooseEnvironment(
  { environments }: Pick<Environments, 'environments'>,
  { name, file, variables }: Wish,
): ChosenEnvironment | undefined {
  const values = environments.get(name);
  if (values === undefined) return undefined;
  const named = [...values].map(([key, text]) => [variableOf(key), text] as const);
  const isKept = (variable: string): boolean => variables[variable] !== undefined;
  return {
    name,
    file,
    variables: Object.fromEntries(named.filter(([variable]) => !isKept(variable))),
    kept: named.map(([variable]) => variable).filter(isKept),
  };
}
