import { actionNames } from '@fairlead/core';
import { REPOSITORY_NAME } from '../paths.ts';
import type { Release } from './release-facts.ts';

/** The text of a release's page: how to use it by its commit, and the lines that verify it. */
export function renderNotes({ version, source, commit }: Release): string {
  const web = `https://github.com/${REPOSITORY_NAME}`;
  const uses = actionNames.map((name) => `- uses: ${REPOSITORY_NAME}/actions/${name}@${commit} # ${version}`);
  const block = (language: string, lines: readonly string[]): string =>
    `\`\`\`${language}\n${lines.join('\n')}\n\`\`\``;
  return `${[
    `[What is new](${web}/blob/${commit}/CHANGELOG.md). Built from [${source.slice(0, 12)}](${web}/commit/${source}).`,
    block('yaml', uses),
    'Verify what was downloaded, what runs (in a checkout of the tag), and the release itself:',
    block('sh', [
      `gh attestation verify fairlead-${version}.tar.gz --repo ${REPOSITORY_NAME}`,
      `gh attestation verify actions/go-build/dist/index.js --repo ${REPOSITORY_NAME}`,
      `gh release verify ${version} --repo ${REPOSITORY_NAME}`,
    ]),
    'Build it yourself and compare each byte:',
    block('sh', [`git clone --branch ${version} ${web} && cd fairlead`, 'npm run check:release']),
  ].join('\n\n')}\n`;
}
