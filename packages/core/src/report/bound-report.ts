import { cutText } from '../util/bound.ts';
import { LIMITS } from '../util/limits.ts';
import { countOf } from '../util/words.ts';
import type { Report } from './report.ts';

/**
 * A report that has a size, whatever the run found: long texts are cut, and when all of them are too long together, the
 * rest of the action's own section and of the lists is left out, with a count. What says how the run came out comes first
 * and is never left out.
 */
export function boundReport(report: Report): Report {
  let room: number = LIMITS.report;
  const bound = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const text = cutText(value, LIMITS.reportText);
      room -= text.length + 3;
      return text;
    }
    room -= 8;
    if (Array.isArray(value)) return boundList(value);
    if (typeof value !== 'object' || value === null) return value;
    const entries: [string, unknown][] = [];
    for (const [key, item] of Object.entries(value)) {
      room -= key.length;
      if (room > 0) entries.push([key, bound(item)]);
    }
    return Object.fromEntries(entries);
  };
  const boundList = (list: readonly unknown[]): readonly unknown[] => {
    const kept: unknown[] = [];
    for (const item of list) {
      if (room <= 0) break;
      kept.push(bound(item));
    }
    const left = list.length - kept.length;
    return left > 0 && list.every((item) => typeof item === 'string')
      ? [...kept, `… ${countOf(left, 'more entry', 'more entries')}`]
      : kept;
  };
  const { data, charts, evidence, outputs, inputs, verdicts, stages, ...first } = report;
  const head = bound(first) as typeof first;
  const part = <T>(value: T): T => bound(value) as T;
  return {
    ...head,
    stages: part(stages),
    verdicts: part(verdicts),
    outputs: part(outputs),
    inputs: part(inputs),
    evidence: part(evidence),
    data: part(data),
    charts: part(charts),
    ...(room <= 0 ? { cut: true } : {}),
  };
}
