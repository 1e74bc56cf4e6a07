import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { environmentsSchema } from '@fairlead/cli';
import { type ActionDefinition, actionNames, describeAction, errorMessage } from '@fairlead/core';
import { renderActionYml } from './action-yml.ts';
import { renderCodes } from './code-tables.ts';
import { renderConfigSchema } from './config-schema.ts';
import { readExamples, renderExamples } from './examples-page.ts';
import { renderFailures } from './failure-table.ts';
import { loadDefinitions } from './load-definitions.ts';
import { fillSections, openMarker } from './markers.ts';
import { loadOwnSections } from './own-sections.ts';
import { renderSections } from './readme-tables.ts';
import { renderRules } from './rule-table.ts';
import { renderUses } from './uses.ts';
import { readWorkflowFacts } from './workflow-facts.ts';
import { renderReferences } from './workspaces.ts';

/** A file as it should be. */
export interface PlannedFile {
  /** Relative to the checkout. */
  readonly path: string;
  readonly text: string;
}

/** All files that are derived from the definitions, and one line for each that could not be planned. */
export interface FilePlan {
  readonly files: readonly PlannedFile[];
  readonly problems: readonly string[];
}

/** Plans every generated file; changes nothing. */
export async function planFiles(root: string): Promise<FilePlan> {
  const { definitions, problems } = await loadDefinitions(root);
  const found = [...problems];
  const files: PlannedFile[] = [];
  for (const action of definitions) {
    const folder = `actions/${action.name}`;
    try {
      files.push({ path: `${folder}/action.yml`, text: renderActionYml(action) });
      files.push({ path: `${folder}/README.md`, text: await filledReadme(root, folder, action) });
    } catch (error) {
      found.push(`${folder}: ${errorMessage(error)}`);
    }
  }
  files.push({ path: 'tsconfig.json', text: await renderReferences(root, actionNames) });
  const workflows = JSON.stringify(await readWorkflowFacts(root), undefined, 2);
  files.push({ path: 'packages/cli/src/definitions/workflows.json', text: `${workflows}\n` });
  files.push({ path: 'packages/cli/src/definitions/uses.json', text: await renderUses(root) });
  files.push(await filledGuide(root, 'docs/guides/workflow-lint.md', { rules: renderRules() }));
  files.push({
    path: 'docs/environments.schema.json',
    text: `${JSON.stringify(environmentsSchema(), undefined, 2)}\n`,
  });
  const examples = renderExamples(await readExamples(root));
  files.push(await filledGuide(root, 'docs/examples.md', { examples }));
  // What lacks an action would call its section or its name an error: rather none than that.
  if (problems.length === 0) {
    files.push({ path: 'docs/fairlead.schema.json', text: renderConfigSchema(definitions) });
    const described = definitions.map(describeAction);
    files.push(await filledGuide(root, 'docs/troubleshooting.md', { codes: renderCodes(described) }));
    const facts = JSON.stringify(described, undefined, 2);
    files.push({ path: 'packages/cli/src/definitions/actions.json', text: `${facts}\n` });
  }
  return { files, problems: found };
}

async function filledGuide(
  root: string,
  path: string,
  sections: Readonly<Record<string, string>>,
): Promise<PlannedFile> {
  return { path, text: fillSections(path, await readFile(join(root, path), 'utf8'), sections) };
}

async function filledReadme(root: string, folder: string, action: ActionDefinition): Promise<string> {
  const path = `${folder}/README.md`;
  const text = await readFile(join(root, path), 'utf8');
  const failures = text.includes(openMarker('failures')) ? { failures: renderFailures() } : {};
  const own = await loadOwnSections(root, action.name);
  return fillSections(path, text, { ...renderSections(action), ...failures, ...own });
}
