/** What stands where something was hidden. */
const HIDDEN = '***';

/** What ends an address in running text; the backslash, because JSON writes the end of a line with one. */
const END = /[\s"'<>`\\]/;
/** What may stand in a user name or password in front of an `@` where no scheme tells that it is an address. */
const LOGIN = /[\w.~!$&*+,;=%-]/;
/** The longest login that is looked for without a scheme. */
const LONGEST_LOGIN = 512;
/** The host after a login without a scheme: a name with dots, an IPv4 address or localhost; then a port or a path. */
const HOST =
  /^(?:(?:[\w-]+\.)+[a-z]{2,}|\d{1,3}(?:\.\d{1,3}){3}|localhost|\[[\da-f:]+\]|[\w-]+(?=:\d|\/)|(?:tcp|unix)(?=\())(?::\d+)?/i;
/** The same for a user without a password, which could be part of many other texts: only in front of a path. */
const HOST_AND_PATH = /^(?:(?:[\w-]+\.)+[a-z]{2,}|localhost)(?::\d+)?\//i;
/** An algorithm in front of a digest: `orders:v1@sha256:…` is an image, not a login. */
const DIGEST = /^sha\d+:/i;

/**
 * Text whose addresses show no user, no password and no value of a query: `https://***@host/path?page=***`. With or
 * without a scheme (`user:password@host/path`). Addresses without any of these stay as they are. The time is linear in
 * the length of the text.
 */
export function hideUrls(text: string): string {
  return text.includes('@') || text.includes(':/') ? hideBare(hideSchemes(text)) : text;
}

/** Addresses with a scheme; also those that were taken for a path, which has one slash where there were two. */
function hideSchemes(text: string): string {
  const parts: string[] = [];
  let done = 0;
  for (let at = text.indexOf(':/'); at >= 0; at = text.indexOf(':/', Math.max(done, at + 1))) {
    if (!/[a-z][a-z\d+.-]$/i.test(text.slice(Math.max(0, at - 2), at)) && text[at + 2] !== '/') continue;
    const from = at + (text[at + 2] === '/' ? 3 : 2);
    const to = endOf(text, from);
    parts.push(text.slice(done, from), hideAddress(text.slice(from, to)));
    done = to;
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(done);
}

/** Where an address ends that begins at `from`, behind its scheme. */
export function endOf(text: string, from: number): number {
  let to = from;
  while (to < text.length && !END.test(text[to] ?? '')) to += 1;
  return to;
}

/** What follows `://`. */
function hideAddress(address: string): string {
  if (isCutLogin(address)) return `${HIDDEN}…`;
  const login = loginEnd(address);
  const rest = login < 0 ? address : address.slice(login + 1);
  return `${login < 0 ? '' : `${HIDDEN}@`}${hideQuery(rest)}`;
}

/** Whether an address was cut where its login may have stood. */
function isCutLogin(address: string): boolean {
  return address.endsWith('…') && !address.includes('@') && !/^[^/?#:]*(:\d+)?[/?#]/.test(address);
}

/**
 * Where the login of an address (what follows `://`) ends; -1 without one. It ends at the last `@` before the path. A password with `/`, `?`
 * or `#` in it is not allowed, and people write it: what follows the host's colon is then no port.
 */
export function loginEnd(address: string): number {
  const path = address.search(/[/?#]/);
  const authority = path < 0 ? address : address.slice(0, path);
  const inAuthority = authority.lastIndexOf('@');
  if (inAuthority >= 0) return inAuthority;
  const colon = authority.startsWith('[') ? -1 : authority.indexOf(':');
  const isPort = colon < 0 || /^\d*$/.test(authority.slice(colon + 1));
  return isPort ? -1 : address.lastIndexOf('@');
}

/** Names of a query's or fragment's parts stay, values go; one without a name goes whole. */
function hideQuery(rest: string): string {
  const at = rest.indexOf('?');
  const hash = rest.indexOf('#');
  if (at < 0 && (hash < 0 || !rest.includes('=', hash))) return rest;
  const from = at < 0 || (hash >= 0 && hash < at && rest.includes('=', hash)) ? hash : at;
  const [end, tail] = splitTail(rest.slice(from + 1));
  if (end === '') return rest;
  const shown = end.split(/([&;#])/).map((part) => (/^[&;#]?$/.test(part) ? part : hideValue(part)));
  return `${rest.slice(0, from + 1)}${shown.join('')}${tail}`;
}

/**
 * Where the beginning of an address was hidden already because it is a secret, what is left of its query: `***&page=2`
 * becomes `***&page=***`.
 */
export function hideQueryRests(text: string): string {
  return text.replace(/\*\*\*[?&;#][^\s"'<>`\\]*/g, (found) => {
    const [rest, tail] = splitTail(found.slice(HIDDEN.length));
    const shown = rest.split(/([?&;#])/).map((part) => (/^[?&;#]?$/.test(part) ? part : hideValue(part)));
    return `${HIDDEN}${shown.join('')}${tail}`;
  });
}

/** What ends a sentence or a bracket around the address is not part of its query. */
function splitTail(query: string): readonly [string, string] {
  let end = query.length;
  while (end > 0 && ').,;:!]'.includes(query[end - 1] ?? '')) end -= 1;
  return [query.slice(0, end), query.slice(end)];
}

function hideValue(part: string): string {
  const equals = part.indexOf('=');
  if (part === 'amp') return part; // `&amp;` between two parts
  return equals < 0 ? HIDDEN : `${part.slice(0, equals + 1)}${HIDDEN}`;
}

/** `user:password@host…` without a scheme. */
function hideBare(text: string): string {
  const parts: string[] = [];
  let done = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const from = bareLogin(text, done, at);
    if (from === undefined) continue;
    parts.push(text.slice(done, from), HIDDEN);
    done = at;
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(done);
}

/** Where a login without scheme begins that ends at `at`, and not before `least`; undefined when there is none. */
export function bareLogin(text: string, least: number, at: number): number | undefined {
  const after = text.slice(at + 1, at + 1 + 256);
  if (DIGEST.test(after)) return undefined;
  const stop = Math.max(least, at - LONGEST_LOGIN);
  const password = walkBack(text, at, stop);
  if (text[password - 1] !== ':' || password === at) {
    const isPlain = password < at && !/[\w:/@.-]/.test(text[password - 1] ?? ' ');
    return isPlain && HOST_AND_PATH.test(after) ? password : undefined;
  }
  const user = walkBack(text, password - 1, stop);
  const before = text[user - 1] ?? ' ';
  if (user === password - 1 || /[\w:/@.]/.test(before) || /^mailto$/i.test(text.slice(user, password - 1)))
    return undefined;
  return HOST.test(after) ? user : undefined;
}

function walkBack(text: string, from: number, stop: number): number {
  let at = from;
  while (at > stop && LOGIN.test(text[at - 1] ?? '')) at -= 1;
  return at;
}
