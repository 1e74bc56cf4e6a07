import type { Node } from 'yaml';
import type { PlacedText, Spot } from './spot.ts';
import type { Entry, YamlReader } from './yaml-reader.ts';

/** What the token of a job may be allowed. */
const ACCESS = ['read', 'write', 'none'];

/**
 * What has another shape than GitHub takes: it refuses the file, and whoever reads on sees nothing where something was
 * meant. Only the parts that rules rest on.
 */
export function* misshapenWorkflow(reader: YamlReader): Generator<PlacedText> {
  const { root } = reader;
  const jobs = entryOf(reader, root, 'jobs');
  if (jobs === undefined) return;
  yield* misshapenPermissions(reader, root, 'the workflow');
  if (reader.get(root, 'on') === undefined)
    yield { text: 'the workflow has no on:, so nothing starts it', at: jobs.at };
  yield* unlessShape(reader, jobs, 'map', 'jobs', 'a map of jobs by their names');
  const ids = reader.entries(jobs.value).map(({ key }) => key);
  if (reader.isMap(jobs.value) && ids.length === 0) yield { text: 'jobs holds no job', at: jobs.at };
  for (const job of reader.entries(jobs.value)) yield* misshapenJob(reader, job, ids);
}

/** The same for the steps of a composite action. */
export function* misshapenAction(reader: YamlReader): Generator<PlacedText> {
  yield* misshapenSteps(reader, reader.get(reader.root, 'runs'), 'the action');
}

function* misshapenJob(reader: YamlReader, job: Entry, ids: readonly string[]): Generator<PlacedText> {
  const where = `job ${job.key}`;
  if (!reader.isMap(job.value)) {
    yield* unlessShape(reader, job, 'map', where, 'a map of keys such as runs-on and steps');
    return;
  }
  yield* misshapenPermissions(reader, job.value, where);
  yield* misshapenWith(reader, job.value, where);
  yield* misshapenSteps(reader, job.value, where);
  for (const { text, at } of reader.texts(reader.get(job.value, 'needs')))
    if (!ids.some((id) => id.toLowerCase() === text.toLowerCase()))
      yield { text: `${where} needs ${text}, and there is no such job (there are ${ids.join(', ')})`, at };
}

function* misshapenSteps(reader: YamlReader, owner: Node | undefined, where: string): Generator<PlacedText> {
  const steps = entryOf(reader, owner, 'steps');
  if (steps === undefined) return;
  yield* unlessShape(reader, steps, 'list', `steps of ${where}`, 'a list: each step begins with a dash');
  for (const [index, step] of reader.items(steps.value).entries()) {
    const name = `step ${index + 1} of ${where}`;
    if (reader.isMap(step)) yield* misshapenWith(reader, step, name);
    else yield { text: `${name} is ${shown(reader, step)}, and must be a map`, at: reader.spot(step) };
  }
}

function* misshapenWith(reader: YamlReader, owner: Node | undefined, where: string): Generator<PlacedText> {
  const given = entryOf(reader, owner, 'with');
  if (given === undefined || reader.shape(given.value) === 'nothing') return;
  yield* unlessShape(reader, given, 'map', `with: of ${where}`, 'a map of inputs');
  const seen = new Set<string>();
  for (const { key, at, value } of reader.entries(given.value)) {
    const shape = reader.shape(value);
    if (shape === 'map' || shape === 'list')
      yield {
        text: `${key} of ${where} is a ${shape}, and an input is text: several values stand behind | one a line`,
        at,
      };
    if (seen.has(key.toLowerCase())) yield { text: `${where} gives ${key} twice: case does not count`, at };
    seen.add(key.toLowerCase());
  }
}

function* misshapenPermissions(
  reader: YamlReader,
  owner: Node | undefined,
  where: string,
): Generator<PlacedText> {
  const given = entryOf(reader, owner, 'permissions');
  if (given === undefined || reader.shape(given.value) === 'nothing') return;
  const word = reader.text(given.value)?.text;
  if (word !== undefined && !['read-all', 'write-all'].includes(word))
    yield {
      text: `permissions of ${where} is ${JSON.stringify(word)} (allowed: read-all, write-all, or a map)`,
      at: given.at,
    };
  if (word === undefined) yield* unlessShape(reader, given, 'map', `permissions of ${where}`, 'a map');
  for (const { key, at, value } of reader.entries(given.value)) {
    const access = reader.text(value)?.text;
    if (access === undefined || !ACCESS.includes(access))
      yield {
        text: `${key} of the permissions of ${where} is ${access === undefined ? shown(reader, value) : JSON.stringify(access)} (allowed: ${ACCESS.join(', ')})`,
        at,
      };
  }
}

function* unlessShape(
  reader: YamlReader,
  { at, value }: { readonly at: Spot; readonly value: Node | undefined },
  wanted: 'map' | 'list',
  what: string,
  description: string,
): Generator<PlacedText> {
  if (reader.shape(value) !== wanted)
    yield { text: `${what} is ${shown(reader, value)}, and must be ${description}`, at };
}

function shown(reader: YamlReader, node: Node | undefined): string {
  const shape = reader.shape(node);
  return shape === 'map' || shape === 'list' ? `a ${shape}` : shape;
}

function entryOf(reader: YamlReader, node: Node | undefined, key: string): Entry | undefined {
  return reader.entries(node).find((entry) => entry.key === key);
}
