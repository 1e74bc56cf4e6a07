import { stringAt } from '@fairlead/core';

/** The text of a key of an answer; undefined where there is none, or an empty one. */
export function textAt(value: unknown, key: string): string | undefined {
  return stringAt(value, key) || undefined;
}
