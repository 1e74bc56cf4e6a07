import { expect, it } from 'vitest';
import { exposedPort } from '../../src/init/exposed-port.ts';

it.each([
  ['one', 'FROM scratch\nEXPOSE 80\n', { value: 80, at: 'Dockerfile:2' }],
  ['the first of several', 'FROM a\n  expose 81/tcp 82\nEXPOSE 83\n', { value: 81, at: 'Dockerfile:2' }],
  ['that of the last stage', 'FROM a\nEXPOSE 80\nFROM b\nEXPOSE 90\r\n', { value: 90, at: 'Dockerfile:4' }],
  ['none of an earlier stage', 'FROM a\nEXPOSE 80\nFROM b\n', undefined],
  ['none of UDP', 'FROM a\nEXPOSE 53/udp\n', undefined],
  ['none that a variable names', 'FROM a\nEXPOSE $PORT\n', undefined],
  ['none in a comment', 'FROM a\n# EXPOSE 80\n', undefined],
])('the port that a Dockerfile exposes: %s', (_, text, port) => {
  expect(exposedPort(text, 'Dockerfile')).toEqual(port);
});
