import type { Severity } from '../rule.ts';
import { at, type ExternalLinter, listOf, numberAt, textAt } from './linter.ts';

const SEVERITIES: Readonly<Record<string, Severity>> = { High: 'error', Medium: 'warning' };

/** Security: https://docs.zizmor.sh. Offline, so that no token and no network is needed. */
export const zizmor: ExternalLinter = {
  name: 'zizmor',
  takes: ['workflow', 'action'],
  args: (files) => ['--offline', '--no-progress', '--format', 'json-v1', ...files],
  // 11 to 14 say how bad the worst finding is
  okCodes: [0, 11, 12, 13, 14],
  read: (stdout) =>
    listOf(JSON.parse(stdout))
      .filter((each) => at(each, 'ignored') !== true)
      .map((each) => {
        const places = listOf(at(each, 'locations'));
        const place = places.find((one) => at(one, 'symbolic', 'kind') === 'Primary') ?? places[0];
        const start = ['concrete', 'location', 'start_point'] as const;
        return {
          file: textAt(place, 'symbolic', 'key', 'Local', 'verbatim_path'),
          line: numberAt(place, ...start, 'row') + 1,
          column: numberAt(place, ...start, 'column') + 1,
          rule: `zizmor/${textAt(each, 'ident')}`,
          severity: SEVERITIES[textAt(each, 'determinations', 'severity')] ?? 'advice',
          reason: `${textAt(each, 'desc')}: ${textAt(place, 'symbolic', 'annotation')}`,
          fix: textAt(each, 'url'),
        };
      }),
};
