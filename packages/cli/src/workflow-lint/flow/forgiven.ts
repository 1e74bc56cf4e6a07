import { conditionOf } from '../model/expressions.ts';
import type { Job, Step } from '../model/workflow.ts';
import { evaluate, isTrue, parseExpression, UNKNOWN, type World } from './evaluate.ts';

/** Nothing outside of the expression is known. */
const NOWHERE: World = { context: () => UNKNOWN, status: () => UNKNOWN };

/** Whether a failure of a step or job surely counts for nothing: its `continue-on-error` is true, as a word or an expression. Pure. */
export function isForgiven({ continueOnError }: Pick<Job | Step, 'continueOnError'>): boolean {
  const condition = conditionOf(continueOnError);
  const expression = condition === undefined ? undefined : parseExpression(condition);
  return expression !== undefined && isTrue(evaluate(expression, NOWHERE)) === true;
}
