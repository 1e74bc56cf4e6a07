import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { markdownFence, markdownTable } from '@fairlead/core';

/** A workflow of `workflows-examples`. */
export interface Example {
  /** File name. */
  readonly name: string;
  readonly text: string;
}

/** All workflows of the folder, by name. */
export async function readExamples(root: string): Promise<readonly Example[]> {
  const folder = join(root, 'workflows-examples');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yml')).sort();
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })));
}

/** What the page about examples says of the workflows: what each is for, then each of them as it is. */
export function renderExamples(examples: readonly Example[]): string {
  const rows = examples.map(({ name, text }) => {
    const { task } = split(name, text);
    return [task, `[${name}](#${anchorOf(name)})`, actionsOf(text).join(', ')];
  });
  const workflows = examples.map(({ name, text }) => {
    const { task, workflow } = split(name, text);
    return `### ${name}\n\n${task}\n\n${markdownFence(workflow, 'yaml')}`;
  });
  return [markdownTable(['You want to', 'Workflow', 'Actions'], rows), ...workflows].join('\n');
}

/** The comment that a workflow begins with says what it is for. */
function split(name: string, text: string): { readonly task: string; readonly workflow: string } {
  const [, comment = '', workflow = ''] = /^((?:# .*\n)+)([\s\S]*)$/.exec(text) ?? [];
  if (comment === '')
    throw new Error(`workflows-examples/${name}: its first line must be a comment that says what it is for`);
  return { task: comment.replaceAll(/^# /gm, '').replaceAll('\n', ' ').trim(), workflow };
}

function actionsOf(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/\/actions\/([a-z-]+)@v1/g)].map(([, name = '']) => name))];
}

/** A heading as GitHub turns it into an anchor. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 _-]/g, '')
    .replaceAll(' ', '-');
}
