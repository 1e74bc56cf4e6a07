/** What a registry asks for in `WWW-Authenticate`. */
export type Challenge =
  | { readonly scheme: 'basic' }
  | {
      readonly scheme: 'bearer';
      readonly realm: string;
      readonly service: string | undefined;
      readonly scope: string | undefined;
    };

/** Reads a `WWW-Authenticate` header (RFC 9110, and the distribution project's token specification). */
export function parseChallenge(header: string): Challenge | undefined {
  if (/^basic\b/i.test(header)) return { scheme: 'basic' };
  if (!/^bearer\s/i.test(header)) return undefined;
  const parameters = new Map<string, string>();
  for (const [, name = '', quoted, bare] of header.matchAll(
    /([a-z_]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/gi,
  )) {
    parameters.set(name.toLowerCase(), (quoted ?? bare ?? '').replace(/\\(.)/g, '$1'));
  }
  const realm = parameters.get('realm');
  if (realm === undefined || !URL.canParse(realm)) return undefined;
  return { scheme: 'bearer', realm, service: parameters.get('service'), scope: parameters.get('scope') };
}
