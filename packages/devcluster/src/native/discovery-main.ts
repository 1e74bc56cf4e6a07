/**
 * Tells others what is in the cluster, from a look once a second: which pods ask to be scraped, into a file for
 * Prometheus (Debian's is built without discovery in Kubernetes), and the names of Services, over DNS.
 * Arguments: address of the API server, folder with ca.crt, admin.crt and admin.key, path of the file, address to
 * answer DNS queries on. Uses nothing but Node.
 */
import { createSocket } from 'node:dgram';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:https';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type PodLike, targetsOfPods } from './discovery.ts';
import { readQuestion, writeResponse } from './dns-message.ts';
import { type EndpointSliceLike, indexServices, type ServiceLike } from './service-names.ts';

const [server = '', certificates = '', file = '', dnsAddress = ''] = process.argv.slice(2);
const read = (name: string): string => readFileSync(join(certificates, name), 'utf8');
const agent = new Agent({
  keepAlive: true,
  ca: read('ca.crt'),
  cert: read('admin.crt'),
  key: read('admin.key'),
});

function list<T>(path: string): Promise<T[]> {
  return new Promise((resolve, reject) => {
    // Version 0 is answered from the API server's memory.
    const call = get(`${server}${path}?resourceVersion=0`, { agent, timeout: 5000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode !== 200) return reject(new Error(`GET ${path}: HTTP ${response.statusCode}`));
        // An answer that was cut short must not end this process.
        const read = async (): Promise<T[]> =>
          (JSON.parse(Buffer.concat(chunks).toString('utf8')) as { items: T[] }).items;
        return read().then(resolve, reject);
      });
    });
    call.on('timeout', () => call.destroy(new Error(`GET ${path} timed out`)));
    call.on('error', reject);
  });
}

function writeTargets(text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.tmp`, text);
  renameSync(`${file}.tmp`, file);
}

function complain(error: unknown): void {
  console.error(new Date().toISOString(), error instanceof Error ? error.message : error);
}

let answer = indexServices([], []);
const socket = createSocket('udp4');
socket.on('error', complain);
socket.on('message', (query, client) => {
  const question = readQuestion(query);
  if (question !== undefined)
    socket.send(writeResponse(query, question, answer(question.name)), client.port, client.address);
});
socket.bind(53, dnsAddress);

let written = '';
for (;;) {
  try {
    const [pods, services, slices] = await Promise.all([
      list<PodLike>('/api/v1/pods'),
      list<ServiceLike>('/api/v1/services'),
      list<EndpointSliceLike>('/apis/discovery.k8s.io/v1/endpointslices'),
    ]);
    answer = indexServices(services, slices);
    const text = `${JSON.stringify(targetsOfPods(pods), null, 2)}\n`;
    if (text !== written) writeTargets(text);
    written = text;
  } catch (error) {
    complain(error);
  }
  await sleep(1000);
}
