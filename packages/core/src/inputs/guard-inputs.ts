import { camelCase } from '../util/camel-case.ts';

/** Thrown where code reads an input that has no usable value. Never reaches a user. */
class UnusableInput extends Error {}

/** What one check is given, and whether it reached for something that is not usable. */
export interface GuardedInputs<T> {
  readonly values: T;
  readonly missed: () => boolean;
}

/**
 * Lets code see the values of usable inputs only: reading another one throws and is remembered, so that what the code
 * found cannot be trusted even when it caught the error.
 *
 * @param names kebab-case names of the inputs that have no usable value.
 */
export function guardInputs<T extends object>(given: T, names: Iterable<string>): GuardedInputs<T> {
  let missed = false;
  const values = { ...given };
  for (const name of names) {
    Object.defineProperty(values, camelCase(name), {
      enumerable: true,
      get(): never {
        missed = true;
        throw new UnusableInput(`${name} has no usable value`);
      },
    });
  }
  return { values, missed: () => missed };
}
