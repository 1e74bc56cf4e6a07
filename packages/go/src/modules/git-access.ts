/** A setting of git, for one process. */
export type GitSetting = readonly [key: string, value: string];

/** Settings that let git in, or the patterns of GOPRIVATE that name no host to let it into. */
export type GitAccess =
  | { readonly settings: readonly GitSetting[]; readonly secret: string }
  | { readonly unusable: readonly string[] };

/** A host by its whole name, or all of one domain: a pattern that is wider could send the token to anybody. */
const HOST = /^(\*\.)?[\w-]+(\.[\w-]+)+$/;

/** Forges whose repositories have two names: what comes after them is a folder. */
const TWO_NAMES = /^(github\.com|bitbucket\.org)$/;

/**
 * Settings with which git shows a token to the hosts and paths that GOPRIVATE names, over https, and to nobody else
 * (https://git-scm.com/docs/git-config, `http.<url>.*`). The empty value takes away what other settings add.
 *
 * @param token As it is, or USER:TOKEN for a forge that wants to know whose it is.
 */
export function gitAccess(goprivate: string, token: string): GitAccess {
  const patterns = goprivate
    .split(',')
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '');
  const unusable = patterns.filter((pattern) => !HOST.test(pattern.split('/')[0] ?? ''));
  if (unusable.length > 0) return { unusable };
  const login = token.includes(':') ? token : `x-access-token:${token}`;
  const secret = Buffer.from(login).toString('base64');
  const addresses = new Set(patterns.flatMap(addressesOf));
  const settings = [...addresses].flatMap((address): readonly GitSetting[] => [
    [`http.${address}.extraHeader`, ''],
    [`http.${address}.extraHeader`, `Authorization: Basic ${secret}`],
  ]);
  return { settings, secret };
}

/** The addresses that a pattern of module paths stands for, up to its first wildcard. */
function addressesOf(pattern: string): readonly string[] {
  const [host = '', ...names] = pattern.split('/').filter((name) => name !== '');
  const wild = names.findIndex((name) => /[*?[\\]/.test(name) || /^v\d+$/.test(name));
  const fixed = wild < 0 ? names : names.slice(0, wild);
  const path = TWO_NAMES.test(host) ? fixed.slice(0, 2) : fixed;
  const address = ['https:/', host, ...path].join('/');
  return path.length === 0 || address.endsWith('.git') ? [address] : [address, `${address}.git`];
}

/** Adds settings of git to an environment (https://git-scm.com/docs/git-config#ENVIRONMENT). */
export function withGitSettings(
  env: Readonly<Record<string, string>>,
  settings: readonly GitSetting[],
): Readonly<Record<string, string>> {
  const given = Number(env['GIT_CONFIG_COUNT'] ?? '0');
  const before = Number.isSafeInteger(given) && given > 0 ? given : 0;
  return {
    ...env,
    GIT_CONFIG_COUNT: String(before + settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${before + index}`, key],
        [`GIT_CONFIG_VALUE_${before + index}`, value],
      ]),
    ),
  };
}
