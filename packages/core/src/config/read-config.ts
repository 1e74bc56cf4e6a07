import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { InputError, type InputProblem } from '../errors/kinds.ts';
import { suggestWord } from '../util/suggest.ts';
import type { ConfigSection, ConfigValue } from './config-section.ts';

/** What may stand in the config file. */
export interface ConfigRules {
  /** Path of the file as the user knows it, for messages. */
  readonly file: string;
  /** The action whose section is read. */
  readonly action: string;
  /** Keys that the action's section may have. */
  readonly keys: readonly string[];
  /** All sections that the file may have. */
  readonly sections: readonly string[];
}

/**
 * Reads one action's section. Values become the text of the input of the same name: a list becomes lines,
 * a map becomes `KEY=VALUE` lines.
 *
 * @throws InputError CONFIG_INVALID with file, line and column for bad YAML, unknown keys and nested values.
 */
export function readConfig(yaml: string, rules: ConfigRules): ConfigSection {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, uniqueKeys: true });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${rules.file}:${line}:${col}`;
  };
  const problems: InputProblem[] = document.errors.map((error) => ({
    input: rules.file,
    problem: error.message.split('\n')[0]?.replace(/ at line \d+.*$/, '') ?? 'is not YAML',
    source: at(error.pos[0]),
  }));
  if (problems.length > 0) throw invalidConfig(problems);
  if (document.contents === null) return { values: {} };
  if (!isMap(document.contents)) {
    throw invalidConfig([{ input: rules.file, problem: 'is not a map of action names', source: at(0) }]);
  }
  checkKeys(document.contents, rules.sections, '', at, problems);
  const section = document.contents.get(rules.action, true) as Node | undefined;
  const values: Record<string, ConfigValue> = {};
  if (isMap(section)) {
    checkKeys(section, rules.keys, `${rules.action}.`, at, problems);
    for (const pair of section.items) {
      const name = String(isScalar(pair.key) ? pair.key.value : pair.key);
      const node = pair.value as Node | null;
      const location = at((pair.key as Node).range?.[0] ?? 0);
      const text = nodeText(node);
      if (text === undefined) {
        problems.push({
          input: `${rules.action}.${name}`,
          problem: 'is nested too deep',
          allowed: 'a scalar, a list of scalars or a map of scalars',
          source: location,
        });
      } else if (text !== '') {
        values[name] = { text, location };
      }
    }
  } else if (section !== undefined && !(isScalar(section) && section.value === null)) {
    problems.push({
      input: rules.action,
      problem: 'is not a map of inputs',
      source: at(section.range?.[0] ?? 0),
    });
  }
  if (problems.length > 0) throw invalidConfig(problems);
  return { values };
}

function checkKeys(
  map: YAMLMap,
  known: readonly string[],
  prefix: string,
  at: (offset: number) => string,
  problems: InputProblem[],
): void {
  for (const pair of map.items) {
    const key = String(isScalar(pair.key) ? pair.key.value : pair.key);
    if (known.includes(key)) continue;
    const near = suggestWord(key, known);
    problems.push({
      input: `${prefix}${key}`,
      problem: near === undefined ? 'is not a known key' : `is not a known key; did you mean ${near}?`,
      allowed: known.join(', '),
      source: at((pair.key as Node).range?.[0] ?? 0),
    });
  }
}

function nodeText(node: Node | null): string | undefined {
  if (node === null) return '';
  if (isScalar(node)) return scalarText(node);
  if (isSeq(node)) {
    const items = node.items.map((item) => (isScalar(item) ? scalarText(item) : undefined));
    return items.includes(undefined) ? undefined : items.join('\n');
  }
  if (isMap(node)) {
    const lines = node.items.map((pair) =>
      isScalar(pair.key) && isScalar(pair.value)
        ? `${scalarText(pair.key)}=${scalarText(pair.value)}`
        : undefined,
    );
    return lines.includes(undefined) ? undefined : lines.join('\n');
  }
  return undefined;
}

/** Numbers keep their spelling: `1.30` is a version, not 1.3. */
function scalarText(node: Scalar): string {
  if (node.value === null) return '';
  return typeof node.value === 'number' ? (node.source ?? String(node.value)) : String(node.value);
}

function invalidConfig(problems: readonly InputProblem[]): InputError {
  return new InputError(problems, {
    code: 'CONFIG_INVALID',
    hint: 'correct the config file; nothing was changed',
  });
}
