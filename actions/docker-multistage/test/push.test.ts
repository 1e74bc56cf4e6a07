import type { Logger } from '@fairlead/core';
import { createFakeClock, createFakeExec, type FakeExec, type Transcript } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../src/engine/find-engine.ts';
import { mayGoAway } from '../src/engine/transient.ts';
import { logIn } from '../src/login/log-in.ts';
import { pushTag, readPushedDigest } from '../src/push/push-tag.ts';

const digest = `sha256:${'ab'.repeat(32)}`;
const engine: Engine = {
  command: 'docker',
  env: {},
  clientVersion: '20.10.24',
  serverVersion: '20.10.24',
  driver: 'built-in',
};
const quiet: Logger = { info: () => {}, debug: () => {}, notice: () => {}, warn: () => {} };

function contextOf(transcripts: readonly Transcript[]) {
  const exec: FakeExec = createFakeExec(transcripts);
  return { exec, log: quiet, clock: createFakeClock(), signal: new AbortController().signal };
}

describe('pushing a tag', () => {
  const pushed = { on: 'docker push', stdout: `1.2.0: digest: ${digest} size: 738\n` };
  const refused = (stderr: string, times?: number): Transcript => ({
    on: 'docker push',
    exitCode: 1,
    stderr,
    ...(times === undefined ? {} : { times }),
  });

  it('gives the digest that the engine states', async () => {
    expect(await pushTag(contextOf([pushed]), engine, { reference: 'r/x:1.2.0', before: [] })).toBe(digest);
    expect(readPushedDigest(`a: Pushed\n1.2.0: digest: ${digest} size: 738\n`)).toBe(digest);
    expect(readPushedDigest('a: Pushed\n')).toBeUndefined();
  });

  it('tries again after what may go away, and waits longer each time', async () => {
    const context = contextOf([
      refused('received unexpected HTTP status: 503 Service Unavailable', 1),
      refused('write tcp 1.2.3.4: broken pipe', 1),
      pushed,
    ]);
    expect(await pushTag(context, engine, { reference: 'r/x:1', before: [] })).toBe(digest);
    expect(context.clock.sleeps).toEqual([2000, 4000]);
  });

  it.each([
    ['received unexpected HTTP status: 500 Internal Server Error', 3, ' in 3 tries', 'engine reaches'],
    ['toomanyrequests: slow down', 3, ' in 3 tries', 'engine reaches'],
    ['unauthorized: authentication required', 1, '', 'packages: write'],
    ['denied: requested access to the resource is denied', 1, '', 'packages: write'],
    ['unexpected status: 403 Forbidden', 1, '', 'packages: write'],
    ['name unknown: project shop not found', 1, '', 'does the repository or project exist'],
    ['unsupported: The operation is unsupported.', 1, '', 'is it read-only'],
    ['received unexpected HTTP status: 405 Method Not Allowed', 1, '', 'is it read-only'],
    ['denied: adding 5 MiB exceeds quota: quota limit exceeded', 1, '', 'packages: write'],
    ['unknown: adding 5 MiB of storage resource: quota limit exceeded', 1, '', 'no room left'],
    ['error parsing HTTP 413 response body: Request Entity Too Large', 1, '', 'limits the size of uploads'],
    ['something nobody has seen', 1, '', 'check that the engine reaches the registry'],
  ])('%s', async (stderr, tries, words, hint) => {
    const context = contextOf([refused(`Some layer\n${stderr}\n`)]);
    const failure: unknown = await pushTag(context, engine, { reference: 'r/x:1', before: [] }).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({
      code: 'IMAGE_PUSH_FAILED',
      message: `r/x:1 was not pushed${words}: ${stderr} (no tag was pushed)`,
      hint: expect.stringContaining(hint),
    });
    expect(context.exec.calls).toHaveLength(tries);
  });

  it.each([
    [
      "tag invalid: The image tag '1' already exists in the 'x' repository and cannot be overwritten because the repository is immutable.",
    ],
    ["unknown: Failed to process request due to 'x:1' configured as immutable."],
    ['denied: cannot be overwritten: immutable tag'],
    ['unknown: Tag 1 is locked'],
  ])('a tag that may not move is told as that: %s', async (stderr) => {
    const context = contextOf([refused(`${stderr}\n`)]);
    const failure = pushTag(context, engine, { reference: 'r/x:1', before: [], standing: digest });
    await expect(failure).rejects.toMatchObject({
      code: 'IMAGE_TAG_IMMUTABLE',
      message: `r/x:1 stands for ${digest}, and the registry lets no tag move: ${stderr} (no tag was pushed)`,
      hint: expect.stringContaining('tag-sha: false'),
    });
    expect(context.exec.calls).toHaveLength(1);
  });

  it('a push that fails in the middle names the tags that have moved', async () => {
    const failure = pushTag(contextOf([refused('denied')]), engine, {
      reference: 'r/x:1',
      before: ['1.2.0', '1.2'],
    });
    await expect(failure).rejects.toMatchObject({
      message: 'r/x:1 was not pushed: denied (pushed before it: 1.2.0, 1.2)',
    });
  });

  it('an engine that states no digest has not pushed', async () => {
    const failure = pushTag(contextOf([{ on: 'docker push' }]), engine, { reference: 'r/x:1', before: [] });
    await expect(failure).rejects.toMatchObject({ message: expect.stringContaining('states no digest') });
  });
});

describe('logging in', () => {
  const login = { registry: 'r.example.com', username: 'robot', password: 'hush' };
  const answer = (stderr: string): Transcript => ({ on: 'docker login', exitCode: 1, stderr });

  it('the password goes over standard input alone', async () => {
    const context = contextOf([{ on: 'docker login' }]);
    await logIn(context, engine, login);
    expect(context.exec.calls[0]?.options.input).toBe('hush');
    expect(context.exec.commands).toEqual(['docker login --username robot --password-stdin r.example.com']);
    await logIn(context, engine, { ...login, registry: 'docker.io' });
    expect(context.exec.commands[1]).toBe('docker login --username robot --password-stdin');
  });

  it('a wrong password is refused at once', async () => {
    const context = contextOf([
      answer(
        'WARNING! stored unencrypted\nError response from daemon: Get "https://r.example.com/v2/": unauthorized: wrong\n',
      ),
    ]);
    await expect(logIn(context, engine, login)).rejects.toMatchObject({
      code: 'IMAGE_LOGIN_FAILED',
      message: 'r.example.com refused the login of robot: unauthorized: wrong',
      hint: expect.stringContaining('registry-password'),
    });
    expect(context.exec.calls).toHaveLength(1);
  });

  it('a registry in trouble is asked again, and is no wrong password', async () => {
    const busy = 'Error response from daemon: login attempt failed with status: 503 Service Unavailable\n';
    const context = contextOf([{ ...answer(busy), times: 2 }, { on: 'docker login' }]);
    await logIn(context, engine, login);
    expect(context.exec.calls).toHaveLength(3);
    expect(context.clock.sleeps).toEqual([2000, 4000]);
    await expect(logIn(contextOf([answer(busy)]), engine, login)).rejects.toMatchObject({
      message: expect.stringMatching(/^no login to r.example.com in 3 tries: .*503/),
      hint: expect.not.stringContaining('password'),
    });
  });
});

it.each([
  ['net/http: TLS handshake timeout', true],
  ['failed to do request: Put "http://r/v2/x/blobs/uploads/1": EOF', true],
  [
    'Patch "http://r/v2/x/blobs/uploads/1": readfrom tcp 1.2.3.4:5->6.7.8.9:10: use of closed network connection',
    true,
  ],
  ['Patch "http://r/v2/x/blobs/uploads/1": http: server closed idle connection', true],
  ['write tcp 1.2.3.4:5: write: connection reset by peer', true],
  ['http2: client connection lost', true],
  ['stream error: stream ID 5; INTERNAL_ERROR; received from peer', true],
  ['dial tcp 1.2.3.4:443: connect: no route to host', true],
  ['dial tcp 1.2.3.4:443: connect: network is unreachable', true],
  ['dial tcp: lookup r on 127.0.0.11:53: server misbehaving', true],
  ['error parsing HTTP 404 response body: blob upload unknown', true],
  ['blob upload unknown to registry', true],
  ['blob upload invalid', true],
  ['digest invalid: provided digest did not match uploaded content', true],
  ['http: ContentLength=100 with Body length 50', true],
  ['io: read/write on closed pipe', true],
  ['received unexpected HTTP status: 520 ', true],
  ['received unexpected HTTP status: 400 Bad Request', false],
  ['sha256:5030000000: layer does not exist', false],
  ['denied: quota 503 MB', false],
  ['read: connection reset by peer', true],
  ['unexpected EOF', true],
  ['context deadline exceeded', true],
  ['unauthorized: authentication required', false],
  ['manifest invalid', false],
  ['dial tcp: lookup r.example.com: no such host', false],
])('%s may go away: %s', (reason, transient) => expect(mayGoAway(reason)).toBe(transient));
