import type { Annotation } from '../ports/host.ts';

/** An annotation as one line of a log: `error: main.go:3:5: undefined: x`. */
export function describeAnnotation({ level, title, message, file, line, column }: Annotation): string {
  const place =
    file === undefined ? '' : `${[file, line, column].filter((part) => part !== undefined).join(':')}: `;
  return `${level}: ${place}${title === undefined ? '' : `${title}: `}${message}`;
}
