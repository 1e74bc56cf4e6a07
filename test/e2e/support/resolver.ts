import { createSocket } from 'node:dgram';
import { createFakeKube, startKubeServer } from '@fairlead/testkit';

// All that there is in the network of the test of hosts: a cluster, and a resolver (RFC 1035) that knows nothing but the
// cluster's name and prints every name that it is asked for.
const CLUSTER = 'cluster.example.test';

const kube = createFakeKube('shop');
kube.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
const { url } = await startKubeServer(kube);

const socket = createSocket('udp4');
socket.on('message', (question, { address, port }) => {
  const labels: string[] = [];
  let at = 12;
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.subarray(at + 1, at + 1 + length).toString());
    at += length + 1;
  }
  const name = labels.join('.').toLowerCase();
  console.log(name);
  const isAddress = question.readUInt16BE(at + 1) === 1;
  const found = name === CLUSTER && isAddress;
  const answer = Buffer.from(question.subarray(0, at + 5));
  answer.writeUInt16BE(name === CLUSTER ? 0x8180 : 0x8183, 2); // there is none, but for the cluster
  answer.writeUInt16BE(found ? 1 : 0, 6);
  answer.writeUInt16BE(0, 10);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 127, 0, 0, 1]);
  socket.send(found ? Buffer.concat([answer, record]) : answer, port, address);
});
socket.bind(53, '127.0.0.1', () => console.log(`ready ${new URL(url).port}`));
