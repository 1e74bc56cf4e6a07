type Environment = Readonly<Record<string, string | undefined>>;

/** The variables of the way out, as they are in effect: the lower case one first, as curl and Go have it. */
export interface ProxySettings {
  readonly http: string | undefined;
  readonly https: string | undefined;
  /** Hosts that are reached without a proxy; this machine itself always. */
  readonly exempt: readonly string[];
}

/** This machine is never asked for over a proxy, which would reach another one by that name; Go has the same rule. */
const HERE = ['localhost', '127.0.0.1', '::1'];

/** Reads HTTP_PROXY, HTTPS_PROXY and NO_PROXY in both spellings; undefined when no proxy is named. */
export function proxySettings(env: Environment): ProxySettings | undefined {
  const read = (name: string): string => env[name.toLowerCase()] || env[name] || '';
  const [http, https] = [withScheme(read('HTTP_PROXY')), withScheme(read('HTTPS_PROXY'))];
  if (http === undefined && https === undefined) return undefined;
  const named = read('NO_PROXY')
    .split(/[\s,]+/)
    .filter((entry) => entry !== '');
  return { http, https, exempt: [...named, ...HERE] };
}

/** The proxy over which an address is reached; undefined when it is reached directly. */
export function proxyFor(address: string, env: Environment): string | undefined {
  const settings = proxySettings(env);
  if (settings === undefined || !URL.canParse(address)) return undefined;
  const { protocol, hostname, port } = new URL(address);
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const at = port === '' ? (protocol === 'http:' ? '80' : '443') : port;
  if (host.startsWith('127.') || settings.exempt.some((entry) => isExempt(entry.toLowerCase(), host, at)))
    return undefined;
  return protocol === 'http:' ? settings.http : settings.https;
}

/** An entry of NO_PROXY: `*`, a host, a domain with or without its dot, each with or without a port. */
function isExempt(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  const withPort = /^(.+?):(\d+)$/.exec(entry);
  const name = withPort !== null && !(withPort[1] ?? '').includes(':') ? (withPort[1] ?? '') : entry;
  if (name !== entry && withPort?.[2] !== port) return false;
  const domain = name.replace(/^\*?\./, '');
  return host === domain || host.endsWith(`.${domain}`);
}

function withScheme(proxy: string): string | undefined {
  if (proxy === '') return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}
