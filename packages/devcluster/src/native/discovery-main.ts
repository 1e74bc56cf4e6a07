/**
 * Writes the pods that ask to be scraped into a file for Prometheus, once a second.
 * Arguments: address of the API server, folder with ca.crt, admin.crt and admin.key, path of the file.
 * Debian's Prometheus is built without discovery in Kubernetes. Uses nothing but Node.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:https';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type PodLike, targetsOfPods } from './discovery.ts';

const [server = '', certificates = '', file = ''] = process.argv.slice(2);
const read = (name: string): string => readFileSync(join(certificates, name), 'utf8');
const agent = new Agent({
  keepAlive: true,
  ca: read('ca.crt'),
  cert: read('admin.crt'),
  key: read('admin.key'),
});

function listPods(): Promise<PodLike[]> {
  return new Promise((resolve, reject) => {
    // Version 0 is answered from the API server's memory.
    const call = get(`${server}/api/v1/pods?resourceVersion=0`, { agent, timeout: 5000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode !== 200)
          return reject(new Error(`listing pods: HTTP ${response.statusCode}`));
        return resolve((JSON.parse(Buffer.concat(chunks).toString('utf8')) as { items: PodLike[] }).items);
      });
    });
    call.on('timeout', () => call.destroy(new Error('listing pods timed out')));
    call.on('error', reject);
  });
}

function writeTargets(text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.tmp`, text);
  renameSync(`${file}.tmp`, file);
}

let written = '';
for (;;) {
  try {
    const text = `${JSON.stringify(targetsOfPods(await listPods()), null, 2)}\n`;
    if (text !== written) writeTargets(text);
    written = text;
  } catch (error) {
    console.error(new Date().toISOString(), error instanceof Error ? error.message : error);
  }
  await sleep(1000);
}
