import { readNumber, type Series } from './prometheus.ts';

/** A line that is no exposition format, with its number. */
export class ExpositionError extends Error {}

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL = /\s*(?:([a-zA-Z_][a-zA-Z0-9_]*)|"((?:[^"\\]|\\.)*)")\s*=\s*"((?:[^"\\]|\\.)*)"\s*(,?)/y;
const QUOTED_NAME = /\s*"((?:[^"\\]|\\.)*)"\s*(,?)(?!\s*=)/y;
/** Value, timestamp, and in OpenMetrics an exemplar. */
const REST = /^\s*(\S+)(?:\s+[-+.\deE]+)?\s*(?:#\s*\{.*)?$/;

/**
 * Reads what programs answer at `/metrics`: Prometheus' text format 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/) with its quoted names, and OpenMetrics 1.0. The name of a
 * series stands in its label `__name__`; lines whose name is not wanted are not read any further.
 *
 * @throws ExpositionError at a line that is neither.
 */
export function parseExposition(text: string, wanted: (name: string) => boolean = () => true): Series[] {
  const series: Series[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const read = readLine(trimmed, wanted);
    if (read === undefined)
      throw new ExpositionError(`line ${index + 1} is no metric: ${JSON.stringify(trimmed.slice(0, 80))}`);
    if (read !== 'unwanted') series.push(read);
  }
  return series;
}

function readLine(line: string, wanted: (name: string) => boolean): Series | 'unwanted' | undefined {
  NAME.lastIndex = 0;
  const [plain = ''] = NAME.exec(line) ?? [];
  if (plain !== '' && !wanted(plain)) return 'unwanted';
  const braces = line[skipBlanks(line, plain.length)] === '{';
  const { labels, end } = braces ? readLabels(line, skipBlanks(line, plain.length) + 1) : NO_LABELS;
  const name = plain === '' ? labels?.['__name__'] : plain;
  if (labels === undefined || name === undefined) return undefined;
  const [, number] = REST.exec(line.slice(braces ? end : plain.length)) ?? [];
  const value = number === undefined ? undefined : readNumber(number);
  if (value === undefined || (Number.isNaN(value) && !/^[-+]?nan$/i.test(number ?? ''))) return undefined;
  return wanted(name) ? { labels: { ...labels, __name__: name }, value } : 'unwanted';
}

interface Labels {
  /** Undefined when they cannot be read. */
  readonly labels: Readonly<Record<string, string>> | undefined;
  readonly end: number;
}

const NO_LABELS: Labels = { labels: {}, end: 0 };
const BROKEN: Labels = { labels: undefined, end: 0 };

/** From behind the opening brace to behind the closing one. A name in quotes may stand first. */
function readLabels(line: string, from: number): Labels {
  const labels: Record<string, string> = {};
  let at = from;
  let goesOn = true;
  QUOTED_NAME.lastIndex = at;
  const quoted = QUOTED_NAME.exec(line);
  if (quoted !== null) {
    labels['__name__'] = unescaped(quoted[1] ?? '');
    goesOn = quoted[2] === ',';
    at = QUOTED_NAME.lastIndex;
  }
  while (line[skipBlanks(line, at)] !== '}') {
    LABEL.lastIndex = at;
    const found = LABEL.exec(line);
    if (found === null || !goesOn) return BROKEN;
    const [, plain, name = '', value = '', comma] = found;
    labels[plain ?? unescaped(name)] = unescaped(value);
    goesOn = comma === ',';
    at = LABEL.lastIndex;
  }
  return { labels, end: skipBlanks(line, at) + 1 };
}

function skipBlanks(line: string, from: number): number {
  let at = from;
  while (line[at] === ' ' || line[at] === '\t') at++;
  return at;
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char));
}
