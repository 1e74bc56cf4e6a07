import { type InputProblem, type Locate, parseYaml, suggestWord } from '@fairlead/core';
import { isScalar } from 'yaml';
import { type Entry, entriesOf } from './entries.ts';
import { type Environments, variableOf } from './environments.ts';
import { type Kind, kinds } from './kinds.ts';
import { readValue } from './read-value.ts';
import { readerOf } from './reserved.ts';

/** How the name of an environment is written. */
export const ENVIRONMENT_NAME: RegExp = /^[A-Za-z][\w-]*$/;

const KEY = /^[a-z][a-z0-9_]{0,99}$/;
const SECTIONS = ['keys', 'environments'];
/** More keys than anybody sets; each misspelt one is compared with all. */
const MOST_KEYS = 200;
const KINDS = kinds.map(({ name }) => name).join(', ');

/** What the file says, and everything that is wrong with it, each with the path of the key and its place. */
export interface ParsedEnvironments extends Environments {
  readonly problems: readonly InputProblem[];
}

/** Reads a file of environments: all of them, whichever is wanted. Pure. */
export function parseEnvironments(text: string, file: string): ParsedEnvironments {
  const nothing = { keys: new Map(), environments: new Map() };
  const yaml = parseYaml(text, file);
  if (yaml.problems !== undefined) return { ...nothing, problems: yaml.problems };
  const { contents, at } = yaml;
  const top = entriesOf({ node: contents, path: file, place: at(0) }, 'keys and environments', at);
  if (top.problems.length > 0) return { ...nothing, problems: top.problems };
  const sections = top.entries.map((entry) => ({ ...entry, path: entry.key }));
  const problems = [...unknown(sections, SECTIONS, ''), ...missing(sections, SECTIONS, '', at(0))];
  const section = (name: string): Entry | undefined => sections.find(({ key }) => key === name);
  const keys = readKeys(section('keys'), at, problems);
  if (keys.size > MOST_KEYS) {
    const problem = `has ${keys.size} keys, at most ${MOST_KEYS} are read`;
    return { ...nothing, problems: [{ input: 'keys', problem, source: section('keys')?.place }] };
  }
  return { keys, environments: readEnvironments(section('environments'), keys, at, problems), problems };
}

function readKeys(section: Entry | undefined, at: Locate, problems: InputProblem[]): Environments['keys'] {
  if (section === undefined) return new Map();
  const { entries, problems: found } = entriesOf(section, `keys and their kinds, of ${KINDS}`, at);
  problems.push(...found, ...entries.flatMap(({ key, path, keyPlace }) => keyProblem(key, path, keyPlace)));
  return new Map(
    entries.map((entry) => {
      const kind = kindOf(entry);
      if (kind === undefined) problems.push(kindProblem(entry));
      return [entry.key, kind];
    }),
  );
}

function kindOf({ node }: Entry): Kind | undefined {
  return isScalar(node) ? kinds.find(({ name }) => name === node.value) : undefined;
}

function kindProblem({ node, path, place }: Entry): InputProblem {
  const value = isScalar(node) && node.value !== null ? String(node.value) : undefined;
  const near = suggestWord(
    value ?? '',
    kinds.map(({ name }) => name),
  );
  const problem = near === undefined ? 'is no kind' : `is no kind; did you mean ${near}?`;
  return { input: path, value, problem, allowed: KINDS, source: place };
}

function keyProblem(key: string, path: string, source: string): readonly InputProblem[] {
  if (!KEY.test(key)) {
    const allowed = 'a small letter, then small letters, digits and _, such as base_url';
    return [{ input: path, problem: 'is no name of a key', allowed, source }];
  }
  const reader = readerOf(variableOf(key));
  if (reader === undefined) return [];
  const problem = `would set ${variableOf(key)}, which is for ${reader}`;
  return [{ input: path, problem, allowed: `another name, such as app_${key}`, source }];
}

function readEnvironments(
  section: Entry | undefined,
  keys: Environments['keys'],
  at: Locate,
  problems: InputProblem[],
): Environments['environments'] {
  if (section === undefined) return new Map();
  const { entries, problems: found } = entriesOf(section, 'environments by name', at);
  problems.push(...found);
  return new Map(
    entries.map((entry) => {
      if (!ENVIRONMENT_NAME.test(entry.key)) problems.push(nameProblem(entry));
      return [entry.key, readEnvironment(entry, keys, at, problems)];
    }),
  );
}

function nameProblem({ path, keyPlace }: Entry): InputProblem {
  const allowed = 'a letter, then letters, digits, _ and -, such as staging';
  return { input: path, problem: 'is no name of an environment', allowed, source: keyPlace };
}

function readEnvironment(
  environment: Entry,
  keys: Environments['keys'],
  at: Locate,
  problems: InputProblem[],
): ReadonlyMap<string, string> {
  const known = [...keys.keys()];
  const { entries, problems: found } = entriesOf(environment, 'a map with a value for each key', at);
  problems.push(...found);
  if (found.length > 0) return new Map();
  problems.push(...unknown(entries, known, environment.path));
  problems.push(...missing(entries, known, environment.path, environment.keyPlace));
  const values = new Map<string, string>();
  for (const entry of entries) {
    const kind = keys.get(entry.key);
    if (kind === undefined) continue;
    const read = readValue(entry, kind);
    if ('problem' in read) problems.push(read.problem);
    else values.set(entry.key, read.text);
  }
  return values;
}

function unknown(entries: readonly Entry[], known: readonly string[], parent: string): InputProblem[] {
  const names = new Set(known);
  return entries
    .filter(({ key }) => !names.has(key))
    .map(({ key, path, keyPlace }) => {
      const near = suggestWord(key, known);
      const problem = near === undefined ? 'is not a known key' : `is not a known key; did you mean ${near}?`;
      const allowed = parent === '' ? known.join(', ') : `the keys above: ${known.join(', ') || 'none'}`;
      return { input: path, problem, allowed, source: keyPlace };
    });
}

function missing(
  entries: readonly Entry[],
  known: readonly string[],
  parent: string,
  source: string,
): InputProblem[] {
  const there = new Set(entries.map(({ key }) => key));
  return known
    .filter((name) => !there.has(name))
    .map((name) => ({ input: parent === '' ? name : `${parent}.${name}`, problem: 'is missing', source }));
}
