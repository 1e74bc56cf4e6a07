import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage, mapLimited } from '@fairlead/core';
import { fillSections, REPOSITORY_ROOT } from '@fairlead/devtools';
import { runtimeProfiles } from '@fairlead/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { labs } from './support/labs/registry.ts';
import { type Observation, observe } from './support/observe.ts';
import { renderTable } from './support/table.ts';

const cells = runtimeProfiles.flatMap((profile) => labs.map((lab) => ({ profile, lab })));
const name = (runtime: string, action: string): string => `${runtime}: ${action}`;
const seen = new Map<string, Observation | { readonly failure: string }>();

// all at once, a few at a time: they mostly wait
beforeAll(async () => {
  await mapLimited(cells, 4, async ({ profile, lab }) => {
    const found = observe(profile, lab).catch((error: unknown) => ({ failure: errorMessage(error) }));
    seen.set(name(profile.name, lab.action), await found);
  });
}, 600_000);

const observation = (runtime: string, action: string): Observation => {
  const found = seen.get(name(runtime, action));
  if (found === undefined || 'failure' in found) throw new Error(found?.failure ?? 'not run');
  return found;
};

describe.each(runtimeProfiles)('$title', ({ name: runtime, ...profile }) => {
  it.each(labs)('$action', ({ action }) => {
    const { words, summary } = observation(runtime, action);
    expect(words.join()).not.toMatch(/silent|error|failed|miss/);
    expect(summary).toMatch(/step summary|log/);
  });

  it('has its sources', () => {
    expect(profile.sources).not.toEqual([]);
  });
});

it('the README has the table of what was seen', async () => {
  const rows = runtimeProfiles.map((profile) => ({
    profile,
    cells: labs.map(({ action }) => observation(profile.name, action)),
  }));
  const table = renderTable(labs, rows);
  console.log(table);
  const readme = join(REPOSITORY_ROOT, 'README.md');
  const text = await readFile(readme, 'utf8');
  const filled = fillSections(readme, text, { runtimes: table });
  if (process.env['FAIRLEAD_WRITE_TABLES'] === '1') await writeFile(readme, filled);
  else expect(text, 'stale: run npm run runtimes').toBe(filled);
});
