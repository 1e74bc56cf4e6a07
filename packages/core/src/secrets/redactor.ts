import { escapeCell, escapeHtml, markdownText } from '../render/markdown.ts';
import { CUT } from '../util/bound.ts';
import { hideQueryRests, hideUrls } from './hide-urls.ts';

/**
 * Hides registered secrets in text: as they are, each line of them, in base64, and as URLs, JSON, HTML and Markdown show
 * them; and what an address may carry besides its place, whether anybody has registered it or not.
 */
export class Redactor {
  #needles: readonly string[] = [];

  /** Registers a secret. Gives back the forms to hide, for hosts that mask by themselves. */
  add(secret: string): readonly string[] {
    const forms = maskForms(secret);
    // Longest first: a secret that is part of another one must not leave the rest of it readable.
    this.#needles = [...new Set([...this.#needles, ...forms])].sort((a, b) => b.length - a.length);
    return forms;
  }

  redact(text: string): string {
    const whole = this.#needles.reduce((shown, needle) => shown.replaceAll(needle, '***'), text);
    return hideUrls(hideQueryRests(whole.includes(CUT) ? this.#hideCut(whole) : whole));
  }

  /** Where a text was cut, the beginning of a secret may stand in front of the cut. */
  #hideCut(text: string): string {
    const parts = text.split(CUT);
    const shown = parts.slice(0, -1).map((part) => {
      for (const needle of this.#needles) {
        const start = beginningOf(needle, part);
        if (start !== undefined) return `${part.slice(0, start)}***`;
      }
      return part;
    });
    return [...shown, parts.at(-1) ?? ''].join(CUT);
  }
}

/** Where a text ends with the beginning of a secret, of at least four characters. */
function beginningOf(secret: string, text: string): number | undefined {
  const first = secret.slice(0, SHORTEST_LINE);
  if (first.length < SHORTEST_LINE) return undefined;
  for (let at = text.indexOf(first, text.length - secret.length); at >= 0; at = text.indexOf(first, at + 1))
    if (secret.startsWith(text.slice(at))) return at;
  return undefined;
}

/** A line of under this many characters would hide half the log. */
const SHORTEST_LINE = 4;

/** Part of a larger base64 text: under this many characters it would hide text that has nothing to do with it. */
const SHORTEST_FRAGMENT = 8;

/** Every form in which a secret may appear, longest first. */
export function maskForms(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  const parts = [secret, secret.trim(), ...lines.filter((line) => line.length >= SHORTEST_LINE)];
  const forms = parts.filter((part) => part.trim() !== '').flatMap(formsOf);
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

function formsOf(part: string): readonly string[] {
  const bytes = Buffer.from(part);
  return [
    part,
    JSON.stringify(part).slice(1, -1),
    encodeURIComponent(part.toWellFormed()),
    new URLSearchParams({ '': part }).toString().slice(1),
    ...shownForms(part),
    bytes.toString('base64'),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    ...base64Fragments(bytes),
  ];
}

/** What summaries and reports write for the text. */
function shownForms(part: string): readonly string[] {
  const text = markdownText(part);
  return [escapeHtml(part), text, escapeCell(text), escapeCell(part)];
}

/**
 * What stays the same of the secret's base64 wherever it stands in a larger encoded text, such as `user:secret`: base64
 * (RFC 4648) encodes three bytes at a time, so there are three offsets; characters that share bits with a neighbour
 * are left out.
 */
function base64Fragments(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const from = [0, 2, 3][offset] ?? 0;
    const to = Math.floor(((offset + bytes.length) * 8) / 6);
    const fragment = encoded.slice(from, to);
    if (fragment.length < SHORTEST_FRAGMENT) return [];
    return [fragment, fragment.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
