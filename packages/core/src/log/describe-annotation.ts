import type { Annotation } from '../ports/host.ts';

/** An annotation as one line of a log: `error: main.go:3:5: undefined: x`. */
export function describeAnnotation(annotation: Annotation): string {
  const { level, title, message } = annotation;
  const place = untoldPlace(annotation);
  return `${level}: ${place === '' ? '' : `${place}: `}${title === undefined ? '' : `${title}: `}${message}`;
}

/** The place of an annotation, `main.go:3:5`; nothing where its message names that already. */
export function untoldPlace({
  file,
  line,
  column,
  message,
}: Pick<Annotation, 'file' | 'line' | 'column' | 'message'>): string {
  if (file === undefined) return '';
  const spot = [file, line].filter((part) => part !== undefined).join(':');
  // `: cmd/main.go:3` and not `xcmd/main.go:35`
  const at = message.indexOf(`${spot}:`);
  if (at === 0 || (at > 0 && message[at - 1] === ' ')) return '';
  return column === undefined || line === undefined ? spot : `${spot}:${column}`;
}
