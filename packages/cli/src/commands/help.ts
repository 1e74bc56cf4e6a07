import { type Command, EXIT_CODES } from './command.ts';

/** The page that lists all commands. */
export function renderHelp(commands: readonly Command[]): string {
  const rows = [
    ...commands,
    { usage: 'version', summary: 'say the version; also --version' },
    { usage: 'help [COMMAND]', summary: 'show this page, or that of a command' },
  ];
  const width = Math.max(...rows.map(({ usage }) => usage.length));
  const lines = rows.map(({ usage, summary }) => `  ${usage.padEnd(width)}  ${summary}`);
  const codes = Object.entries(EXIT_CODES).map(([code, meaning]) => `  ${code}  ${meaning}`);
  return [
    'fairlead: the Fairlead actions without a workflow',
    '',
    'Usage: fairlead COMMAND [OPTION…]',
    '',
    ...lines,
    '',
    'fairlead COMMAND --help says more. Exit codes:',
    ...codes,
  ].join('\n');
}
