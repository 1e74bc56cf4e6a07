import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../system/run.ts';
import { addresses } from './constants.ts';

/** One certificate that the cluster's own authority signs. */
interface Certificate {
  readonly file: string;
  readonly subject: string;
  readonly alternatives?: string;
}

/** The certificates of a cluster whose node has this name. */
export function plannedCertificates(node: string): Certificate[] {
  const apiNames = [
    'kubernetes',
    'kubernetes.default',
    'kubernetes.default.svc',
    'kubernetes.default.svc.cluster.local',
  ];
  const apiAddresses = ['127.0.0.1', addresses.node, addresses.apiService];
  const names = [...apiNames, 'localhost'].map((name) => `DNS:${name}`);
  return [
    {
      file: 'apiserver',
      subject: '/CN=kube-apiserver',
      alternatives: [...names, ...apiAddresses.map((address) => `IP:${address}`)].join(','),
    },
    { file: 'admin', subject: '/O=system:masters/CN=fairlead-admin' },
    { file: 'controller-manager', subject: '/CN=system:kube-controller-manager' },
    { file: 'scheduler', subject: '/CN=system:kube-scheduler' },
    { file: 'kube-proxy', subject: '/CN=system:kube-proxy' },
    {
      file: 'kubelet',
      subject: `/O=system:nodes/CN=system:node:${node}`,
      alternatives: `DNS:${node},IP:${addresses.node}`,
    },
  ];
}

/** Makes the authority, all certificates and the key pair for service accounts. A finished folder is kept. */
export async function ensureCertificates(folder: string, node: string): Promise<void> {
  if (existsSync(folder)) return;
  const half = `${folder}.half`;
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { recursive: true, mode: 0o700 });
  await makeAuthority(half);
  await Promise.all([
    ...plannedCertificates(node).map((certificate) => sign(half, certificate)),
    makeKeyPair(half),
  ]);
  await rename(half, folder);
}

const NEW_KEY = [
  '-newkey',
  'ec',
  '-pkeyopt',
  'ec_paramgen_curve:prime256v1',
  '-nodes',
  '-sha256',
  '-days',
  '3650',
];

async function makeAuthority(folder: string): Promise<void> {
  const out = ['-keyout', join(folder, 'ca.key'), '-out', join(folder, 'ca.crt')];
  const extensions = ['-addext', 'keyUsage=critical,keyCertSign,digitalSignature,cRLSign'];
  await run(['openssl', 'req', '-x509', ...NEW_KEY, '-subj', '/CN=fairlead-ca', ...extensions, ...out]);
}

async function sign(folder: string, certificate: Certificate): Promise<void> {
  const path = (name: string) => join(folder, name);
  const { file, subject, alternatives } = certificate;
  await run([
    'openssl',
    'req',
    ...NEW_KEY,
    '-subj',
    subject,
    '-keyout',
    path(`${file}.key`),
    '-out',
    path(`${file}.csr`),
  ]);
  const extensions = [
    'basicConstraints=critical,CA:FALSE',
    'keyUsage=critical,digitalSignature,keyEncipherment',
    'extendedKeyUsage=serverAuth,clientAuth',
    ...(alternatives === undefined ? [] : [`subjectAltName=${alternatives}`]),
  ];
  await writeFile(path(`${file}.ext`), `${extensions.join('\n')}\n`);
  const authority = ['-CA', path('ca.crt'), '-CAkey', path('ca.key'), '-days', '3650', '-sha256'];
  const serial = ['-set_serial', `0x${Buffer.from(file).toString('hex').slice(0, 30)}`];
  const files = ['-in', path(`${file}.csr`), '-extfile', path(`${file}.ext`), '-out', path(`${file}.crt`)];
  await run(['openssl', 'x509', '-req', ...authority, ...serial, ...files]);
  await Promise.all([rm(path(`${file}.csr`)), rm(path(`${file}.ext`)), chmod(path(`${file}.key`), 0o600)]);
}

async function makeKeyPair(folder: string): Promise<void> {
  const key = join(folder, 'service-accounts.key');
  await run(['openssl', 'ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', key]);
  await run(['openssl', 'ec', '-in', key, '-pubout', '-out', join(folder, 'service-accounts.pub')]);
}

/** A kubeconfig that holds its certificates, so that the file can be copied. */
export async function renderKubeconfig(folder: string, user: string, cluster: string): Promise<string> {
  const base64 = async (file: string) => (await readFile(join(folder, file))).toString('base64');
  return `${JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': cluster,
      clusters: [
        {
          name: cluster,
          cluster: { server: addresses.apiServer, 'certificate-authority-data': await base64('ca.crt') },
        },
      ],
      users: [
        {
          name: user,
          user: {
            'client-certificate-data': await base64(`${user}.crt`),
            'client-key-data': await base64(`${user}.key`),
          },
        },
      ],
      contexts: [{ name: cluster, context: { cluster, user } }],
    },
    null,
    2,
  )}\n`;
}
