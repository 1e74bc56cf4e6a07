import type { InputProblem } from '@fairlead/core';
import { isAlias, isScalar } from 'yaml';
import type { Part } from './entries.ts';
import type { Kind } from './kinds.ts';

/** The text of a value, a number as it is written, or what is wrong with it. */
export function readValue(
  { node, path, place }: Part,
  kind: Kind,
): { text: string } | { problem: InputProblem } {
  const refuse = (problem: string, value?: string): { problem: InputProblem } => ({
    problem: { input: path, value, problem, allowed: kind.allowed, source: place },
  });
  if (isAlias(node)) return refuse('is an alias');
  if (!isScalar(node) || node.value === null) return refuse(kind.otherwise);
  const written = typeof node.value === 'number' ? (node.source ?? String(node.value)) : String(node.value);
  const type: string = typeof node.value;
  if (type !== kind.type || !kind.holds(written)) return refuse(kind.otherwise, written);
  return kind.isSecret?.(written) === true
    ? refuse('has a password in it, and values are no secrets: give it through env: of the step')
    : { text: written };
}
