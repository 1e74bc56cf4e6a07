import { bareLogin, endOf, loginEnd } from './hide-urls.ts';
import { isSecretPath } from './secret-paths.ts';

/** Shorter texts would hide half of a log. */
const SHORTEST = 6;
/** A user without a password is a token when it is this long. */
const TOKEN_LENGTH = 16;

/**
 * Passwords, tokens and secret-looking values of queries in the addresses of a text, as they stand there and decoded: a
 * program that is handed such an address may print them without it.
 */
export function secretsInAddresses(text: string): readonly string[] {
  const found: string[] = [];
  let done = 0;
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', done)) {
    done = endOf(text, at + 3);
    const address = text.slice(at + 3, done);
    const end = loginEnd(address);
    if (end >= 0) found.push(...secretsOfLogin(address.slice(0, end)));
    found.push(...secretsOfQuery(address.slice(end + 1)));
  }
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const from = bareLogin(text, 0, at);
    if (from !== undefined) found.push(...secretsOfLogin(text.slice(from, at)));
  }
  return [...new Set(found.flatMap((secret) => [secret, decoded(secret)]))].filter(
    (secret) => secret.length >= SHORTEST,
  );
}

function secretsOfLogin(login: string): readonly string[] {
  const colon = login.indexOf(':');
  if (colon < 0) return login.length >= TOKEN_LENGTH ? [login] : [];
  return [login.slice(colon + 1)];
}

function secretsOfQuery(rest: string): readonly string[] {
  return [...rest.matchAll(/[?&;#]([^=&;#]{1,100})=([^&;#]+)/g)].flatMap(([, key = '', value = '']) =>
    isSecretPath([key]) || /^(sig|signature|key|auth|code)$/i.test(key) ? [value] : [],
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Names of variables that hold secrets, and not the place of one. */
const SECRET_VARIABLE = /(TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|(ACCESS|PRIVATE|API)_?KEY)$/i;

/** The values of the step's environment that look secret by their names: what we or a child may come to print. */
export function secretsInEnvironment(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(env).flatMap(([name, value = '']) => {
    if (name.startsWith('INPUT_') || name.startsWith('STATE_')) return []; // core knows which of them are secret
    const isPlace = value.startsWith('/') || value.startsWith('~');
    return SECRET_VARIABLE.test(name) && value.length >= 8 && !isPlace ? [value] : secretsInAddresses(value);
  });
}
