import type { Node } from 'yaml';
import { findExpressions } from './expressions.ts';
import { misshapenAction, misshapenWorkflow } from './read-shapes.ts';
import { type PlacedText, UnreadableFile } from './spot.ts';
import { readUses, type Uses } from './uses.ts';
import type { Composite, Concurrency, Job, Permissions, Step, Trigger, With, Workflow } from './workflow.ts';
import { type Entry, YamlReader } from './yaml-reader.ts';

/** What a file is, by what stands in it; `config` is for somebody else to read. */
export type ReadFile = Workflow | Composite | { readonly kind: 'config' } | { readonly kind: 'other-action' };

/** Reads a workflow or an action. @throws UnreadableFile when it is neither, and no config file by its name. */
export function readFile(source: string, named: 'config' | 'any'): ReadFile {
  if (named === 'config') return { kind: 'config' };
  const reader = new YamlReader(source);
  const { root } = reader;
  if (reader.get(root, 'jobs') !== undefined) return readWorkflow(reader);
  const runs = reader.get(root, 'runs');
  if (reader.shape(root) === 'nothing') throw new UnreadableFile('is empty', reader.spot(root));
  if (runs === undefined)
    throw new UnreadableFile(
      'is neither a workflow (it has no jobs) nor an action (it has no runs)',
      reader.spot(root),
    );
  if (reader.text(reader.get(runs, 'using'))?.text !== 'composite') return { kind: 'other-action' };
  return {
    kind: 'action',
    steps: readSteps(reader, reader.get(runs, 'steps')),
    expressions: findExpressions(reader, root),
    misshapen: [...misshapenAction(reader)],
  };
}

function readWorkflow(reader: YamlReader): Workflow {
  const { root } = reader;
  return {
    kind: 'workflow',
    triggers: readTriggers(reader, reader.get(root, 'on')),
    permissions: readPermissions(reader, entryOf(reader, root, 'permissions')),
    concurrency: readConcurrency(reader, entryOf(reader, root, 'concurrency')),
    jobs: reader.entries(reader.get(root, 'jobs')).map((entry) => readJob(reader, entry)),
    misshapen: [...misshapenWorkflow(reader)],
  };
}

function readJob(reader: YamlReader, { key, at, value }: Entry): Job {
  const get = (name: string): Node | undefined => reader.get(value, name);
  const environment = get('environment');
  return {
    id: key,
    at,
    needs: reader.texts(get('needs')).map(({ text }) => text),
    if: reader.text(get('if')),
    permissions: readPermissions(reader, entryOf(reader, value, 'permissions')),
    environment: readEnvironment(reader, environment),
    concurrency: readConcurrency(reader, entryOf(reader, value, 'concurrency')),
    continueOnError: reader.text(get('continue-on-error'))?.text ?? 'false',
    steps: readSteps(reader, get('steps')),
    uses: placedUses(reader.text(get('uses'))),
    with: readWith(reader, get('with')),
    secrets: readWith(reader, get('secrets')),
    expressions: findExpressions(reader, value),
  };
}

function readSteps(reader: YamlReader, steps: Node | undefined): readonly Step[] {
  return reader.items(steps).map((step) => ({
    at: reader.spot(step),
    keys: reader.entries(step).map(({ key, at }) => ({ text: key, at })),
    id: reader.text(reader.get(step, 'id'))?.text,
    uses: placedUses(reader.text(reader.get(step, 'uses'))),
    with: readWith(reader, reader.get(step, 'with')),
    if: reader.text(reader.get(step, 'if')),
    continueOnError: reader.text(reader.get(step, 'continue-on-error'))?.text ?? 'false',
  }));
}

function placedUses(text: PlacedText | undefined): (PlacedText & { readonly what: Uses }) | undefined {
  return text === undefined ? undefined : { ...text, what: readUses(text.text) };
}

function readWith(reader: YamlReader, node: Node | undefined): With {
  return new Map(
    reader
      .entries(node)
      .map(({ key, at, value }) => [
        key.toLowerCase(),
        { name: key, at, value: value === undefined ? { text: '', at } : reader.text(value) },
      ]),
  );
}

/** One without a name is none. */
function readEnvironment(reader: YamlReader, node: Node | undefined): PlacedText | undefined {
  const name = reader.text(node) ?? reader.text(reader.get(node, 'name'));
  return name === undefined || name.text.trim() === '' ? undefined : name;
}

function readPermissions(reader: YamlReader, entry: Entry | undefined): Permissions | undefined {
  if (entry === undefined) return undefined;
  const { at, value } = entry;
  const word = reader.text(value)?.text;
  const all = word === 'read-all' ? 'read' : word === 'write-all' ? 'write' : undefined;
  const scopes = reader.entries(value).flatMap(({ key, value: access }) => {
    const text = reader.text(access);
    return text === undefined ? [] : [[key, text] as const];
  });
  return { at, all, scopes: new Map(scopes) };
}

function readConcurrency(reader: YamlReader, entry: Entry | undefined): Concurrency | undefined {
  if (entry === undefined) return undefined;
  const cancel = reader.text(reader.get(entry.value, 'cancel-in-progress'));
  return { at: cancel?.at ?? entry.at, cancelInProgress: cancel?.text ?? 'false' };
}

function readTriggers(reader: YamlReader, on: Node | undefined): readonly Trigger[] {
  const plain = reader.texts(on);
  const none = { branches: undefined, tags: undefined, ignores: false };
  if (plain.length > 0) return plain.map(({ text, at }) => ({ name: text, at, ...none }));
  return reader.entries(on).map(({ key, at, value }) => {
    const filter = (name: string): readonly string[] | undefined => {
      const node = reader.get(value, name);
      return node === undefined ? undefined : reader.texts(node).map(({ text }) => text);
    };
    const ignores = filter('branches-ignore') !== undefined || filter('tags-ignore') !== undefined;
    return { name: key, at, branches: filter('branches'), tags: filter('tags'), ignores };
  });
}

function entryOf(reader: YamlReader, node: Node | undefined, key: string): Entry | undefined {
  return reader.entries(node).find((entry) => entry.key === key);
}
