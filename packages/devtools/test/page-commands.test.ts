import { expect, test } from 'vitest';
import { pageCommands } from '../src/check/page-commands.ts';

const page = `
\`\`\`yaml
npm: no command
\`\`\`

\`\`\`
npm run demo     # four commits
  build    go-build    ok
INPUT_DRY-RUN=true node main.js
\`\`\`

Words: \`npm run words\`.

\`\`\`sh
npm run cluster -- check \\
  --registry ghcr.io
$ git verify-tag v1
nodes are no program
\`\`\`
`;

test('commands are the lines of blocks for a shell that begin with a program', () => {
  expect(pageCommands('a.md', page)).toEqual(
    [
      'npm run demo',
      'INPUT_DRY-RUN=true node main.js',
      'npm run cluster -- check --registry ghcr.io',
      'git verify-tag v1',
    ].map((shown) => ({ path: 'a.md', shown })),
  );
});
