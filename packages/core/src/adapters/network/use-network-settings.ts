import { readFileSync } from 'node:fs';
import http from 'node:http';
import tls from 'node:tls';
import { errorMessage } from '../../errors/classify.ts';
import { proxySettings } from './proxy-for.ts';

/**
 * Makes everything that this process sends go the way that the job's variables say: HTTPS_PROXY, HTTP_PROXY and NO_PROXY for
 * `fetch` and for node's own requests, SSL_CERT_FILE on top of the roots that Node has (NODE_EXTRA_CA_CERTS it reads by
 * itself). Costs nothing where none of them is set. Gives what could not be done, for people.
 */
export function useNetworkSettings(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return [...useProxy(env), ...useRoots(env['SSL_CERT_FILE'] ?? '')];
}

function useProxy(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const settings = proxySettings(env);
  if (settings === undefined || settings.exempt.includes('*') || env['NODE_USE_ENV_PROXY'] === '1') return [];
  if (typeof http.setGlobalProxyFromEnv !== 'function')
    return [
      `HTTPS_PROXY is not used: Node ${process.versions.node} needs NODE_USE_ENV_PROXY=1 in the job's env for it`,
    ];
  try {
    http.setGlobalProxyFromEnv({
      ...(settings.http === undefined ? {} : { HTTP_PROXY: settings.http }),
      ...(settings.https === undefined ? {} : { HTTPS_PROXY: settings.https }),
      NO_PROXY: settings.exempt.join(','),
    });
    return [];
  } catch (error) {
    return [`the proxy of the environment is not used: ${errorMessage(error)}`];
  }
}

function useRoots(file: string): readonly string[] {
  if (file === '' || typeof tls.setDefaultCACertificates !== 'function') return [];
  try {
    const roots = readFileSync(file, 'utf8').match(
      /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g,
    );
    if (roots !== null) tls.setDefaultCACertificates([...tls.getCACertificates('default'), ...roots]);
    return roots === null ? [`SSL_CERT_FILE ${file} has no certificate in it`] : [];
  } catch (error) {
    return [`SSL_CERT_FILE ${file} is not used: ${errorMessage(error)}`];
  }
}
