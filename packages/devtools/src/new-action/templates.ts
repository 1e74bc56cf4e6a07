import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of a new action, relative to the checkout. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
}

/** What a new action begins as: laid out as in the checkout, with NAME in the paths. */
const TEMPLATES = join(dirname(fileURLToPath(import.meta.url)), '../../templates/new-action');
const SUFFIX = '.tmpl';

/**
 * The files of a new action: one skeleton, with one input, one check, one stage, one test that can fail, and its example. In the
 * templates `{{name}}` is its name and `{{PREFIX}}` what its codes begin with.
 */
export async function newActionFiles(name: string): Promise<readonly NewFile[]> {
  const entries = await readdir(TEMPLATES, { recursive: true });
  const templates = entries.filter((entry) => entry.endsWith(SUFFIX)).sort();
  return Promise.all(
    templates.map(async (entry) => ({
      path: entry.slice(0, -SUFFIX.length).replace('NAME', name),
      text: fill(await readFile(join(TEMPLATES, entry), 'utf8'), name),
    })),
  );
}

function fill(text: string, name: string): string {
  return text.replaceAll('{{name}}', name).replaceAll('{{PREFIX}}', name.toUpperCase().replaceAll('-', '_'));
}
