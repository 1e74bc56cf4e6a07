import type { UncoveredRange } from '@fairlead/go';
import type { Finding } from '../verdict/condition.ts';

/** New lines that no test reaches, the longest first: annotations are few. */
export function uncoveredFindings(ranges: readonly UncoveredRange[]): readonly Finding[] {
  const length = ({ startLine, endLine }: UncoveredRange): number => endLine - startLine;
  return [...ranges]
    .sort((a, b) => length(b) - length(a))
    .map(({ file, startLine, endLine }) => ({
      file,
      line: startLine,
      ...(endLine === startLine ? {} : { endLine }),
      title: 'patch coverage',
      message:
        endLine === startLine
          ? `no test reaches all of line ${startLine}, which is new`
          : `no test reaches all of the lines ${startLine} to ${endLine}, which are new`,
    }));
}
