import { coreErrorCodes, markdownDetails, markdownFence } from '@fairlead/core';
import { codes } from '../codes.ts';
import { type CheckResult, placeOf } from '../verdict/condition.ts';
import { obstaclesOf } from '../verdict/decide.ts';

/** Conditions and places of each that are handed over. */
const SHOWN = { conditions: 10, places: 10, characters: 600 } as const;

/** What a failure is about, and so who can do something. */
type Class = 'code' | 'policy' | 'infrastructure';

const CODE = new Set([
  'GATE_FORMAT_FAILED',
  'GATE_VET_FAILED',
  'GATE_TESTS_FAILED',
  'GATE_LINT_FAILED',
  'GATE_STATICCHECK_FAILED',
  'GATE_SECRETS_FOUND',
]);

/** One block that can be copied into an issue or an assistant; empty where nothing stands in the way. */
export function renderHandOver(results: readonly CheckResult[]): string {
  const against = obstaclesOf(results);
  if (against.length === 0) return '';
  const parts = against.slice(0, SHOWN.conditions).map(describe);
  const rest = against.length - parts.length;
  const text = ['fairlead quality-gate did not pass', ...parts, ...(rest > 0 ? [`and ${rest} more`] : [])];
  return markdownDetails('To copy into an issue or an assistant', markdownFence(text.join('\n\n'), 'text'));
}

function describe(result: CheckResult): string {
  const { condition, code, findings } = result;
  const kind = classOf(result);
  const fix = (codes[code] ?? coreErrorCodes[code])?.fix ?? 'read the reason';
  const places = findings.slice(0, SHOWN.places).map((one) => {
    const text = one.message.replaceAll(/\s+/g, ' ').slice(0, SHOWN.characters);
    return `  ${placeOf(one)}: ${text}`;
  });
  const rest = findings.length - places.length;
  return [
    `condition: ${condition.name} ${condition.status}${condition.limit === '' ? '' : `, demanded ${condition.limit}`}`,
    `class: ${kind}`,
    `code: ${code}`,
    `reason: ${condition.reason.slice(0, SHOWN.characters)}`,
    ...(places.length === 0 ? [] : ['where:', ...places, ...(rest > 0 ? [`  and ${rest} more`] : [])]),
    `what to do: ${fix}`,
    `a retry helps: ${kind === 'infrastructure' ? 'perhaps' : 'no'}`,
  ].join('\n');
}

function classOf({ condition, code }: CheckResult): Class {
  if (condition.status === 'errored') return 'infrastructure';
  return CODE.has(code) ? 'code' : 'policy';
}
