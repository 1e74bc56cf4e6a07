import { data, type Expr, Lexer, Parser, wellKnownFunctions } from '@actions/expressions';
import {
  Binary,
  ContextAccess,
  FunctionCall,
  Grouping,
  IndexAccess,
  Literal,
  Logical,
  Unary,
} from '@actions/expressions/ast';
import { TokenType } from '@actions/expressions/lexer';
import { equals, falsy, greaterThan, lessThan, truthy } from '@actions/expressions/result';

/** What nobody knows before the run. */
export const UNKNOWN: unique symbol = Symbol('unknown');
export type Value = data.ExpressionData | typeof UNKNOWN;

/** Where values come from. */
export interface World {
  /** The value at a path such as `['github', 'ref']`, in lower case. */
  context(path: readonly string[]): Value;
  /** Value of `success()`, `failure()`, `always()`, `cancelled()`. */
  status(name: string): Value;
}

const CONTEXTS = 'github env vars job jobs steps runner secrets strategy matrix needs inputs'.split(' ');
const STATUS = ['success', 'failure', 'always', 'cancelled'];
const FUNCTIONS = [...STATUS, 'hashFiles'].map((name) => ({ name, minArgs: 0, maxArgs: 255 }));

/** The tree of an expression; undefined when it is none. */
export function parseExpression(text: string): Expr | undefined {
  try {
    return new Parser(new Lexer(text).lex().tokens, CONTEXTS, FUNCTIONS).parse();
  } catch {
    return undefined; // actionlint says what is wrong with it
  }
}

/** Whether the value counts as true; undefined when nobody knows. */
export function isTrue(value: Value): boolean | undefined {
  return value === UNKNOWN ? undefined : truthy(value);
}

/** The value of an expression as far as it can be known: unknown parts that decide nothing do no harm. */
export function evaluate(expr: Expr, world: World): Value {
  if (expr instanceof Literal) return expr.literal;
  if (expr instanceof Grouping) return evaluate(expr.group, world);
  if (expr instanceof Unary) return not(evaluate(expr.expr, world));
  if (expr instanceof Logical)
    return combine(
      expr.args.map((arg) => evaluate(arg, world)),
      expr.operator.type === TokenType.AND,
    );
  if (expr instanceof Binary) return compare(expr, world);
  if (expr instanceof FunctionCall) return call(expr, world);
  const path = pathOf(expr);
  return path === undefined ? UNKNOWN : world.context(path);
}

/** The path of names that an access goes along; undefined when one of them is computed. */
export function pathOf(expr: Expr): readonly string[] | undefined {
  if (expr instanceof ContextAccess) return [expr.name.lexeme.toLowerCase()];
  if (!(expr instanceof IndexAccess) || !(expr.index instanceof Literal)) return undefined;
  const before = pathOf(expr.expr);
  return before === undefined ? undefined : [...before, expr.index.literal.coerceString().toLowerCase()];
}

/** All parts of a tree, itself included. */
export function* partsOf(expr: Expr): Generator<Expr> {
  yield expr;
  const inner =
    expr instanceof Grouping
      ? [expr.group]
      : expr instanceof Unary
        ? [expr.expr]
        : expr instanceof Logical || expr instanceof FunctionCall
          ? expr.args
          : expr instanceof Binary
            ? [expr.left, expr.right]
            : expr instanceof IndexAccess
              ? [expr.expr, expr.index]
              : [];
  for (const part of inner) yield* partsOf(part);
}

/** Whether it asks how the jobs before went; without that, GitHub adds `success() &&`. */
export function asksStatus(expr: Expr): boolean {
  for (const part of partsOf(expr))
    if (part instanceof FunctionCall && STATUS.includes(part.functionName.lexeme.toLowerCase())) return true;
  return false;
}

function not(value: Value): Value {
  return value === UNKNOWN ? UNKNOWN : new data.BooleanData(falsy(value));
}

/** `&&` is decided by one that is false, `||` by one that is true, whatever else is unknown. */
function combine(values: readonly Value[], and: boolean): Value {
  const decides = values.find((value) => value !== UNKNOWN && truthy(value) !== and);
  if (decides !== undefined) return decides;
  return values.includes(UNKNOWN) ? UNKNOWN : (values.at(-1) ?? UNKNOWN);
}

function compare({ left, operator, right }: Binary, world: World): Value {
  const a = evaluate(left, world);
  const b = evaluate(right, world);
  if (a === UNKNOWN || b === UNKNOWN) return UNKNOWN;
  const answers: Readonly<Record<number, () => boolean>> = {
    [TokenType.EQUAL_EQUAL]: () => equals(a, b),
    [TokenType.BANG_EQUAL]: () => !equals(a, b),
    [TokenType.GREATER]: () => greaterThan(a, b),
    [TokenType.GREATER_EQUAL]: () => equals(a, b) || greaterThan(a, b),
    [TokenType.LESS]: () => lessThan(a, b),
    [TokenType.LESS_EQUAL]: () => equals(a, b) || lessThan(a, b),
  };
  const answer = answers[operator.type];
  return answer === undefined ? UNKNOWN : new data.BooleanData(answer());
}

function call({ functionName, args }: FunctionCall, world: World): Value {
  const name = functionName.lexeme.toLowerCase();
  if (STATUS.includes(name)) return world.status(name);
  const values = args.map((arg) => evaluate(arg, world));
  const known = values.filter((value) => value !== UNKNOWN);
  const found = Object.hasOwn(wellKnownFunctions, name) ? wellKnownFunctions[name] : undefined;
  if (found === undefined || known.length < values.length) return UNKNOWN;
  try {
    return found.call(...known);
  } catch {
    return UNKNOWN;
  }
}
