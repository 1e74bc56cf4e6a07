import { readFile } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';

const { INPUT_NAME, INPUT_PATH, ACTIONS_RUNTIME_URL, GITHUB_RUN_ID, ACTIONS_GLOB } = process.env;
const { create } = await import(ACTIONS_GLOB); // what the real one searches with
const globber = await create(INPUT_PATH, { matchDirectories: false, excludeHiddenFiles: true });
const files = await globber.glob();
if (files.length === 0) throw new Error(`no file at ${INPUT_PATH}`);

/** What all paths have in common; of one file its folder (src/shared/search.ts of actions/upload-artifact). */
function rootOf(paths) {
  if (paths.length === 1) return paths[0] === files[0] ? dirname(paths[0]) : paths[0];
  const [first, ...others] = paths.map((path) => path.split(sep));
  const end = first.findIndex((part, at) => others.some((other) => other[at] !== part));
  return first.slice(0, end === -1 ? first.length : end).join(sep);
}

const root = rootOf(globber.getSearchPaths());
const artifacts = `${ACTIONS_RUNTIME_URL}_apis/pipelines/workflows/${GITHUB_RUN_ID}/artifacts`;
const made = await fetch(artifacts, { method: 'POST' });
const { fileContainerResourceUrl } = await made.json();
for (const file of files) {
  const place = new URL(fileContainerResourceUrl);
  place.searchParams.set('itemPath', `${INPUT_NAME}/${relative(root, file)}`);
  const put = await fetch(place, { method: 'PUT', body: await readFile(file) });
  if (!put.ok) throw new Error(`${file}: ${put.status}`);
}
