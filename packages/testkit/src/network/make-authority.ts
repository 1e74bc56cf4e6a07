import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** A certificate authority of an own network, and a server's certificate from it. */
export interface Authority {
  /** Path of the authority's certificate: what NODE_EXTRA_CA_CERTS and SSL_CERT_FILE name. */
  readonly file: string;
  readonly certificate: string;
  /** For a server: key and certificate in PEM. */
  readonly server: { readonly key: string; readonly cert: string };
}

/** Makes an authority and a certificate for these host names, valid for a day, in a folder that is there. */
export async function makeAuthority(folder: string, hosts: readonly string[]): Promise<Authority> {
  const openssl = (...args: readonly string[]): Promise<unknown> =>
    execute('openssl', [...args], { cwd: folder });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const names = hosts.map((host) => `DNS:${host}`).join(',');
  await openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '1',
    '-subj',
    '/CN=Test CA',
  );
  await openssl('req', ...key, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=server');
  await writeFile(join(folder, 'names'), `subjectAltName=${names}\n`);
  const by = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'];
  await openssl(
    'x509',
    '-req',
    '-in',
    'server.csr',
    ...by,
    '-out',
    'server.pem',
    '-days',
    '1',
    '-extfile',
    'names',
  );
  const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  return {
    file: join(folder, 'ca.pem'),
    certificate: await read('ca.pem'),
    server: { key: await read('server.key'), cert: await read('server.pem') },
  };
}
