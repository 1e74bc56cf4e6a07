#!/usr/bin/env node
const [major = 0] = process.versions.node.split('.').map(Number);

if (major < 24) {
  process.stderr.write(
    `fairlead: Node.js ${process.versions.node} is too old: the actions run on Node.js 24, install that\n`,
  );
  process.exitCode = 2;
} else {
  const { start } = await import('./bundle.ts');
  await start(process.argv.slice(2));
}
