import { isMap, isScalar, isSeq, type Node, YAMLMap } from 'yaml';
import type { InputProblem } from '../errors/kinds.ts';
import { suggestWord } from '../util/suggest.ts';
import { readEntry, valueText } from '../util/yaml-text.ts';
import { type ConfigSection, type ConfigValue, emptyConfigSection } from './config-section.ts';
import { type Locate, parseYaml } from './parse-yaml.ts';

/** What may stand in the config file. */
export interface ConfigRules {
  /** Path of the file as the user knows it, for messages. */
  readonly file: string;
  /** The action whose section is read. */
  readonly action: string;
  /** Keys that the action's section may have. */
  readonly keys: readonly string[];
  /** Sections of other actions that count for a key which the action's own does not have, by key. */
  readonly shared?: Readonly<Record<string, string>>;
  /** All sections that the file may have. */
  readonly sections: readonly string[];
  /** Keys whose value is a list of maps. */
  readonly records?: readonly string[];
}

/**
 * Reads one action's section, and everything that is wrong in it with line and column: bad YAML, unknown keys, nested
 * values. Values become the text of the input of the same name: a list becomes lines, a map becomes `KEY=VALUE` lines, a
 * list of maps becomes its JSON.
 */
export function readConfig(yaml: string, rules: ConfigRules): ConfigSection {
  const unclear = (...problems: readonly InputProblem[]): ConfigSection => ({
    values: {},
    problems,
    unclear: rules.keys,
  });
  const parsed = parseYaml(yaml, rules.file);
  if (parsed.problems !== undefined) return unclear(...parsed.problems);
  const { contents, at } = parsed;
  if (contents === null) return emptyConfigSection;
  if (!isMap(contents))
    return unclear({ input: rules.file, problem: 'is not a map of action names', source: at(0) });
  const unknown = unknownKeys(contents, rules.sections, '', at);
  const section = readSection(contents.get(rules.action, true) as Node | undefined, rules, at);
  const shared = readShared(contents, rules, section, at);
  return {
    values: { ...shared.values, ...section.values },
    problems: [...unknown, ...section.problems, ...shared.problems],
    unclear: [...section.unclear, ...shared.unclear],
  };
}

/** What other actions' sections say of keys that the action's own does not have. What else stands there is theirs to check. */
function readShared(
  contents: YAMLMap,
  { shared = {}, ...rules }: ConfigRules,
  own: ConfigSection,
  at: Locate,
): ConfigSection {
  const open = Object.entries(shared).filter(
    ([key]) => own.values[key] === undefined && !own.unclear.includes(key),
  );
  const found = open.flatMap(([key, action]) => {
    const section = contents.get(action, true);
    const pair = isMap(section)
      ? section.items.find((item) => isScalar(item.key) && item.key.value === key)
      : undefined;
    return pair === undefined ? [] : [{ action, keys: [key], pair }];
  });
  const parts = found.map(({ action, keys, pair }) => {
    const map = new YAMLMap();
    map.items.push(pair);
    return readSection(map, { ...rules, action, keys }, at);
  });
  return {
    values: Object.assign({}, ...parts.map(({ values }) => values)) as ConfigSection['values'],
    problems: parts.flatMap(({ problems }) => problems),
    unclear: parts.flatMap(({ unclear }) => unclear),
  };
}

function readSection(section: Node | undefined, rules: ConfigRules, at: Locate): ConfigSection {
  const { action, keys, records = [] } = rules;
  if (section === undefined || (isScalar(section) && section.value === null)) return emptyConfigSection;
  if (!isMap(section)) {
    const source = at(section.range?.[0] ?? 0);
    return {
      values: {},
      problems: [{ input: action, problem: 'is not a map of inputs', source }],
      unclear: keys,
    };
  }
  const problems = unknownKeys(section, keys, `${action}.`, at);
  const unclear: string[] = [];
  const values: Record<string, ConfigValue> = {};
  for (const pair of section.items) {
    const name = String(isScalar(pair.key) ? pair.key.value : pair.key);
    const location = at((pair.key as Node).range?.[0] ?? 0);
    const value = pair.value as Node | null;
    const text = records.includes(name) ? recordsText(value) : valueText(value);
    if (text === undefined) {
      const allowed = records.includes(name)
        ? 'a list of maps of values that are not nested'
        : 'a scalar, a list of scalars or a map of scalars';
      problems.push({ input: `${action}.${name}`, problem: 'is nested too deep', allowed, source: location });
      unclear.push(name);
    } else if (text !== '') {
      values[name] = { text, location };
    }
  }
  return { values, problems, unclear };
}

function unknownKeys(map: YAMLMap, known: readonly string[], prefix: string, at: Locate): InputProblem[] {
  const problems: InputProblem[] = [];
  const names = new Set(known);
  for (const pair of map.items) {
    const key = String(isScalar(pair.key) ? pair.key.value : pair.key);
    if (names.has(key)) continue;
    const near = suggestWord(key, known);
    problems.push({
      input: `${prefix}${key}`,
      problem: near === undefined ? 'is not a known key' : `is not a known key; did you mean ${near}?`,
      allowed: known.join(', '),
      source: at((pair.key as Node).range?.[0] ?? 0),
    });
  }
  return problems;
}

/** A list of maps as JSON, which is YAML as well; text stays as it is. */
function recordsText(node: Node | null): string | undefined {
  if (node === null || isScalar(node)) return valueText(node);
  if (!isSeq(node)) return undefined;
  const entries = node.items.map((item) => (isMap(item) ? readEntry(item) : undefined));
  return entries.includes(undefined) ? undefined : JSON.stringify(entries);
}
