import { unescapeData } from '../runner/unescape-data.ts';

/**
 * What a line of @actions/cache is worth: something to show, an entry that the service has named and that is carried from
 * then on, an attempt or all of it that failed, a secret to hide.
 */
export interface ToolkitLine {
  readonly kind: 'news' | 'found' | 'attempt' | 'failure' | 'secret';
  readonly text: string;
}

/** Another run saves the same key: no failure, and nothing to warn of. */
const TAKEN = /^Cache reservation failed: (?!cache write denied)/;
/** What a secret that is known already has become on its way. */
const HIDDEN = '***';
/** What our own lines say better. */
const SMALL_TALK =
  /^\s*$|^\[command\]|^Cache hit for|^Lookup only|^Cache (restored|saved) successfully|^Failed to save: Unable to reserve cache/;
/** Single words that say nothing to people: what the HTTP client calls a transfer that ended before its end. */
const BROKEN_OFF = /^(aborted|terminated|socket hang up|read ECONNRESET)$/i;
/** The last that is said before bytes come, by both versions of the service. */
const FOUND = /^::debug::Archive path: /i;
const RETRY = /\bAttempt \d+ of \d+ failed with error: (.*?)\.?(?: Retrying request in .*)?$/;

/**
 * Reads a line that the toolkit printed for the runner: workflow commands
 * (https://docs.github.com/actions/reference/workflow-commands-for-github-actions) and plain text. Undefined for what
 * nobody needs to see: debug lines, command lines of the archiver, and what our own lines say.
 */
export function readToolkitLine(line: string): ToolkitLine | undefined {
  const retried = RETRY.exec(line)?.[1];
  if (retried !== undefined) return { kind: 'attempt', text: retried };
  if (FOUND.test(line)) return { kind: 'found', text: '' };
  const command = /^::([a-z-]+)(?: [^:]*)?::(.*)$/.exec(line);
  if (command === null) return SMALL_TALK.test(line) ? undefined : { kind: 'news', text: line };
  const text = unescapeData(command[2] ?? '');
  if (TAKEN.test(text)) return { kind: 'news', text };
  if (command[1] === 'warning' || command[1] === 'error') return { kind: 'failure', text: readFailure(text) };
  return command[1] === 'add-mask' && text !== HIDDEN ? { kind: 'secret', text } : undefined;
}

/** The reason alone: the toolkit's prefix says what we say ourselves, and further lines are advice. */
function readFailure(text: string): string {
  const reason = (text.split('\n')[0] ?? '').replace(/^Failed to (restore|save): /, '');
  return BROKEN_OFF.test(reason) ? `the transfer broke off (${reason})` : reason;
}
