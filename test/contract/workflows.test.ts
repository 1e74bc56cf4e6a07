import { type ActionDefinition, fieldMeta } from '@fairlead/core';
import { loadDefinitions, REPOSITORY_NAME, REPOSITORY_ROOT } from '@fairlead/devtools';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readSources } from './support/sources.ts';

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Workflow {
  readonly on: unknown;
  readonly permissions?: unknown;
  readonly jobs: Readonly<
    Record<string, { readonly permissions?: unknown; readonly steps?: readonly Step[] }>
  >;
}

const { definitions } = await loadDefinitions(REPOSITORY_ROOT);
const examples = await readSources('workflows-examples', ['.yml', '.yaml']);
const own = await readSources('.github/workflows', ['.yml', '.yaml']);

const stepsOf = (text: string): Step[] =>
  Object.values((parse(text) as Workflow).jobs).flatMap(({ steps }) => [...(steps ?? [])]);

/** The action of ours that a step uses, if any; `unknown` is the name of one that does not exist. */
function ourAction(step: Step): { action?: ActionDefinition; unknown?: string } {
  const prefix = [`${REPOSITORY_NAME}/actions/`, './actions/'].find((start) => step.uses?.startsWith(start));
  if (prefix === undefined) return {};
  const name = step.uses?.slice(prefix.length).split('@')[0] ?? '';
  const action = definitions.find((known) => known.name === name);
  return action === undefined ? { unknown: name } : { action };
}

describe.each([...examples, ...own])('$path', ({ text }) => {
  it('is a workflow with least rights', () => {
    const workflow = parse(text) as Workflow;
    expect(workflow.on).toBeDefined();
    expect(Object.keys(workflow.jobs).length).toBeGreaterThan(0);
    const stated = Object.values(workflow.jobs).every(({ permissions }) => permissions !== undefined);
    expect(workflow.permissions !== undefined || stated, 'permissions are stated').toBe(true);
    expect(workflow.permissions).not.toBe('write-all');
  });

  it('gives our actions only inputs that they have, and all that they require', () => {
    for (const step of stepsOf(text)) {
      const { action, unknown } = ourAction(step);
      expect(unknown, 'an action that does not exist').toBeUndefined();
      if (action === undefined) continue;
      const given = Object.keys(step.with ?? {});
      expect(Object.keys(action.inputs), step.uses ?? '').toEqual(expect.arrayContaining(given));
      const required = Object.entries(action.inputs)
        .filter(([, field]) => fieldMeta(field).required === true)
        .map(([name]) => name);
      expect(given, `required inputs of ${action.name}`).toEqual(expect.arrayContaining(required));
    }
  });
});

it('there is an example for every action', () => {
  const used = examples.flatMap(({ text }) => stepsOf(text).map((step) => ourAction(step).action?.name));
  for (const { name } of definitions) expect(used).toContain(name);
});

it.each(own)(
  '$path pins every action by commit, with its version beside it; ours go with the release',
  ({ text }) => {
    const uses = text.split('\n').filter((line) => /^\s*(- )?uses:/.test(line));
    const lines = uses.filter((line) => !line.includes(`uses: ${REPOSITORY_NAME}/actions/`));
    for (const line of uses.filter((each) => !lines.includes(each))) expect(line).toMatch(/@v1$/);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toMatch(/uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  },
);

it('the workflow in the README is the example, so what people paste is what runs', async () => {
  const readme = (await readSources('', ['README.md'])).find(({ path }) => path === 'README.md');
  const pasted = /```yaml\n(name: pipeline\n.*?)```/s.exec(readme?.text ?? '')?.[1] ?? '';
  const example = examples.find(({ path }) => path.endsWith('/pipeline.yml'));
  // The example may name another registry by a variable; a user's workflow has no need of that.
  const comparable = (text: string): unknown => {
    const workflow = parse(text) as { jobs: { image: { steps: { with?: unknown }[] } } };
    for (const step of workflow.jobs.image.steps) delete step.with;
    return workflow;
  };
  expect(comparable(pasted)).toEqual(comparable(example?.text ?? ''));
  expect(pasted.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
});
