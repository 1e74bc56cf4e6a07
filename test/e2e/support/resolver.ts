import { createSocket } from 'node:dgram';

// Answers every question of the domain name system (RFC 1035) with "there is no such name" and prints the name.
const socket = createSocket('udp4');
socket.on('message', (question, { address, port }) => {
  const labels: string[] = [];
  for (let at = 12; (question[at] ?? 0) > 0; at += (question[at] ?? 0) + 1)
    labels.push(question.subarray(at + 1, at + 1 + (question[at] ?? 0)).toString());
  console.log(labels.join('.').toLowerCase());
  const answer = Buffer.from(question);
  answer.writeUInt16BE(0x8183, 2); // an answer, recursion offered, NXDOMAIN
  answer.writeUInt16BE(0, 10); // without the additional part
  let end = 12;
  while ((question[end] ?? 0) > 0) end += (question[end] ?? 0) + 1;
  socket.send(answer.subarray(0, end + 5), port, address);
});
socket.bind(53, '127.0.0.1', () => console.log('ready'));
