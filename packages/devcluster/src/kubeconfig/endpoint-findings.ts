import { countOf, InputError } from '@fairlead/core';
import type { Finding } from '../provider.ts';
import { hideLogin } from './hide-login.ts';
import { reasonOf } from './reason.ts';

const LIMIT_MS = 10_000;

/** Whether a Prometheus answers queries there, and how many targets it scrapes. Throws InputError for no address. */
export async function findPrometheus(address: string | undefined): Promise<Finding> {
  const what = 'Prometheus';
  if (address === undefined) {
    return { what, state: 'unknown', detail: 'not looked for', hint: 'name it with --prometheus-url' };
  }
  const { url, headers } = readAddress('prometheus-url', address);
  const query = new URL(`${url.pathname.replace(/\/$/, '')}/api/v1/query?query=up`, url);
  const hint = 'it must be reachable from where the action runs; for a try a port-forward is enough';
  try {
    const response = await fetch(query, { headers, signal: AbortSignal.timeout(LIMIT_MS) });
    const body = response.ok ? await readAnswer(response) : undefined;
    if (body?.status !== 'success') {
      const found = response.ok ? 'something else than Prometheus answers' : `HTTP ${response.status}`;
      return { what, state: 'lacks', detail: `${url}: ${found}`, hint };
    }
    const targets = body.data?.result?.length ?? 0;
    const detail = `${url}: ${countOf(targets, 'target')}`;
    if (targets > 0) return { what, state: 'offers', detail };
    return { what, state: 'lacks', detail, hint: 'it scrapes nothing: a canary would have no measurements' };
  } catch (error) {
    return { what, state: 'lacks', detail: `${url}: ${reasonOf(error)}`, hint };
  }
}

interface Answer {
  readonly status?: string;
  readonly data?: { readonly result?: readonly unknown[] };
}

async function readAnswer(response: Response): Promise<Answer | undefined> {
  return (await response.json().catch(() => undefined)) as Answer | undefined;
}

/**
 * Whether a registry answers at `host[:port]`, from this machine. On the loopback address, and where `http://` says
 * so, without TLS. Throws InputError for no address.
 */
export async function findRegistry(address: string | undefined): Promise<Finding> {
  const what = 'registry';
  if (address === undefined) {
    return { what, state: 'unknown', detail: 'not looked for', hint: 'name it with --registry' };
  }
  const local = /^(localhost|127\.|\[::1\])/.test(address);
  const named = /^https?:\/\//.test(address) ? address : `${local ? 'http' : 'https'}://${address}`;
  const { url, headers } = readAddress('registry', named);
  const base = new URL('/v2/', url);
  const hint = 'for one without TLS write http:// before its name';
  try {
    const response = await fetch(base, { headers, signal: AbortSignal.timeout(LIMIT_MS) });
    const detail = `${base}: HTTP ${response.status}`;
    if (response.ok) return { what, state: 'offers', detail };
    // How a registry that wants a login answers this address.
    if (response.status === 401) return { what, state: 'offers', detail: `${detail}, wants a login` };
    return { what, state: 'lacks', detail, hint: 'a registry answers this address with 200 or 401' };
  } catch (error) {
    return { what, state: 'lacks', detail: `${base}: ${reasonOf(error)}`, hint };
  }
}

/** An address without the user and password in it, which must not be shown, and a header that has them. */
function readAddress(
  input: string,
  text: string,
): { readonly url: URL; readonly headers: Record<string, string> } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // A password with a slash in it ends the host: what follows would be shown as a path.
  const isCut = url !== undefined && `${url.pathname}${url.search}${url.hash}`.includes('@');
  if (url === undefined || isCut || !/^https?:$/.test(url.protocol)) {
    const allowed = 'an address such as http://127.0.0.1:9090; in a password, %2F for / and %40 for @';
    throw new InputError([{ input, value: hideLogin(text), problem: 'is not an address', allowed }]);
  }
  const { username, password } = url;
  url.username = '';
  url.password = '';
  if (username === '') return { url, headers: {} };
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { url, headers: { authorization: `Basic ${Buffer.from(login).toString('base64')}` } };
}
