import { countOf, formatDuration, hideUrls, markdownCode, markdownTable, markdownText } from '@fairlead/core';
import type { DeployInputs } from '../context.ts';
import type { SmokeAnswer } from '../smoke/answer.ts';

/** The table of a smoke test for the summary; empty when nothing was asked. Pure. */
export function smokeTable(answers: readonly SmokeAnswer[]): string {
  return markdownTable(
    ['Address', 'Smoke test', 'What it said'],
    answers.map(({ address, well, status, said }) => [
      markdownCode(address), // what is hidden in it would be hidden again if its asterisks were escaped
      well ? status : `**${status === '' ? 'no answer' : status}**`,
      markdownText(said),
    ]),
  );
}

/** In words, that all of them answered well; empty without a smoke test. Pure. */
export function describePassed(answers: readonly SmokeAnswer[]): string {
  if (answers.length === 0) return '';
  return `${countOf(answers.length, 'smoke address', 'smoke addresses')} answered well`;
}

/** In words, what a deploy would ask and a dry run does not; empty without a smoke test. `write`: an address. Pure. */
export function plannedSmoke(
  { smokeUrls = [], smokeTimeout }: Pick<DeployInputs, 'smokeUrls' | 'smokeTimeout'>,
  write: (address: string) => string = (address) => address,
): string {
  if (smokeUrls.length === 0) return '';
  const shown = smokeUrls.map((url) => write(hideUrls(url))).join(', ');
  return `after the rollout ${shown} would each have to answer well within ${formatDuration(smokeTimeout)}; nothing was asked`;
}
