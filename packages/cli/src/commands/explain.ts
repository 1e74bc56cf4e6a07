import { suggestWord } from '@fairlead/core';
import { parseArguments } from '../arguments.ts';
import { loadActions } from '../definitions/actions.ts';
import { codeOf, type ExplainedCode, findCode, listCodes } from '../explain/find-code.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { EXIT, UsageError } from './command.ts';

const HELP = `fairlead explain [CODE] [--json]

Says what a failure code means and what to do. CODE is what a run's line begins with, such as INPUT_INVALID.
Without CODE: lists all codes.

  --json   print the entries as JSON`;

/** `explain [CODE] [--json]`. */
export async function explainCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const { help, words, options } = parseArguments(args, { options: { json: 'switch' }, words: ['CODE'] });
  if (help) {
    terminal.out(HELP);
    return EXIT.fine;
  }
  const codes = listCodes(loadActions());
  const [asked] = words;
  const found = asked === undefined ? codes : findCode(codes, asked);
  if (asked !== undefined && found.length === 0) throw new UsageError([unknownCode(asked, codes)]);
  if (options['json']?.[0] === 'true') terminal.out(JSON.stringify(found, undefined, 2));
  else terminal.out(asked === undefined ? listed(found) : found.map(shown).join('\n\n'));
  return EXIT.fine;
}

function shown({ code, meaning, fix, actions, docs }: ExplainedCode): string {
  const users = actions.length === 0 ? [] : [`  Actions    ${actions.join(', ')}`];
  return [code, `  Meaning    ${meaning}`, `  What to do ${fix}`, ...users, `  Read more  ${docs}`].join(
    '\n',
  );
}

function listed(codes: readonly ExplainedCode[]): string {
  return [...new Set(codes.map(({ code }) => code))].join('\n');
}

function unknownCode(asked: string, codes: readonly ExplainedCode[]): string {
  const word = codeOf(asked);
  const names = [...new Set(codes.map(({ code }) => code))];
  const nearest = suggestWord(word, names);
  const family = names.filter((name) => name.split('_')[0] === word.split('_')[0] && name !== nearest);
  const near = [...(nearest === undefined ? [] : [nearest]), ...family].slice(0, MOST_NEAR);
  const meant =
    near.length === 0 ? '; fairlead explain without a code lists all' : `; near: ${near.join(', ')}`;
  return `there is no failure code ${JSON.stringify(asked)}${meant}`;
}

const MOST_NEAR = 5;
