import type { Host } from '../ports/host.ts';
import type { Report } from './report.ts';

/**
 * A report without registered secrets, before it is rendered: the HTML of a secret with `<` in it is another text than
 * the secret. Numbers and keys stay, so that JSON stays JSON whatever a secret looks like.
 */
export function redactReport(report: Report, host: Pick<Host, 'redact'>): Report {
  const clean = (value: unknown): unknown => {
    if (typeof value === 'string') return host.redact(value);
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, clean(item)]));
  };
  return clean(report) as Report;
}
