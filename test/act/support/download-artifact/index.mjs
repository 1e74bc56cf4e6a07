import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

const { INPUT_NAME, INPUT_PATH, ACTIONS_RUNTIME_URL, GITHUB_RUN_ID } = process.env;

async function ask(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer;
}

const artifacts = `${ACTIONS_RUNTIME_URL}_apis/pipelines/workflows/${GITHUB_RUN_ID}/artifacts`;
const { value: found } = await (await ask(artifacts)).json();
const artifact = found.find(({ name }) => name === INPUT_NAME);
if (artifact === undefined) throw new Error(`there is no artifact ${INPUT_NAME}`);
const place = new URL(artifact.fileContainerResourceUrl);
place.searchParams.set('itemPath', INPUT_NAME);
const { value: items } = await (await ask(place)).json();
for (const { path, contentLocation } of items) {
  const file = join(INPUT_PATH, relative(INPUT_NAME, path));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, Buffer.from(await (await ask(contentLocation)).arrayBuffer()));
}
