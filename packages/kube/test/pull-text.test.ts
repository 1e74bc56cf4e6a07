import { describe, expect, it } from 'vitest';
import { judge, withPod } from './support/judge.ts';
import { event, pod, waitingPod } from './support/objects.ts';

/** A pod whose image cannot be pulled, as the kubelet tells it. */
function pull(image: string, said: string) {
  const one = pod(
    {
      phase: 'Pending',
      containerStatuses: [
        {
          name: 'orders',
          ready: false,
          state: {
            waiting: {
              reason: 'ErrImagePull',
              message: `failed to pull and unpack image "${image}": ${said}`,
            },
          },
        },
      ],
    },
    { spec: { containers: [{ name: 'orders', image }] } },
  );
  return judge(withPod(one, [event(one, 'Failed', 'Error: ErrImagePull', { seconds: 5 })]));
}

const REFUSED = (image: string) =>
  `failed to resolve reference "${image}": failed to do request: Head "http://10.0.0.1:5000/v2/acme/orders/manifests/x": dial tcp 10.0.0.1:5000: connect: connection refused`;

describe('digits and words in the name of an image are no answer of the registry', () => {
  it.each([
    'r.test/orders:1.0.403',
    'r.test/orders:404',
    'r.test/orders:401',
    'r.test/denied/forbidden:403',
    'r.test/not-found:1',
    'r.test:403/orders:1',
    `r.test/manifest-unknown@sha256:${'403'.repeat(21)}4`,
  ])('%s while the registry is away', (image) => {
    expect(pull(image, REFUSED(image))).toMatchObject({ kind: 'image-pull', fatal: false });
  });

  it.each(['r.test/orders:1.0.403', 'r.test/unauthorized:404'])('%s while nobody says why', (image) => {
    expect(pull(image, `unexpected end: ${image}`)).toMatchObject({ kind: 'image-pull', fatal: false });
    expect(pull(image, `blob for ${image} has another size`)).toMatchObject({ kind: 'image-pull' });
  });

  it.each([
    ['r.test/denied/orders:1', 'unexpected end of denied/orders'],
    ['r.test/orders:403', 'unexpected end of tag 403'],
  ])('%s while a part of it is told: %s', (image, said) => {
    expect(pull(image, said)?.kind).toBe('image-pull');
  });

  it.each([
    ['unexpected status from HEAD request to https://r.test/v2/x: 403 Forbidden', 'image-denied'],
    ['failed to fetch anonymous token: unexpected status: 401 Unauthorized', 'image-denied'],
    ['unexpected status from HEAD request to https://r.test/v2/404/x: 503 Service Unavailable', 'image-pull'],
    ['unexpected status code [manifests 1.0.403]: 404 Not Found', 'image-missing'],
    ['toomanyrequests: rate limit, 403', 'image-pull'],
    ['no match for platform in manifest: not found', 'image-missing'],
  ])('%s is %s', (said, kind) => {
    expect(pull('r.test/orders:1.0.403', said)?.kind).toBe(kind);
  });

  it('tells an image of another platform as such', () => {
    expect(pull('r.test/o:1', 'no match for platform in manifest: not found')?.line).toContain(
      "image r.test/o:1 has nothing for the node's platform",
    );
  });
});

describe('the cause of a pull stays in the one line', () => {
  it('after a long way there', () => {
    const image = `r.test/${'team/'.repeat(40)}orders:1`;
    const line = pull(image, REFUSED(image))?.line ?? '';
    expect(line).toContain(
      'cannot be pulled: dial tcp 10.0.0.1:5000: connect: connection refused (ErrImagePull)',
    );
    expect(line).not.toContain('\n');
  });

  it('while the kubelet only says that it waits', () => {
    const image = 'registry.test/orders:1';
    const one = waitingPod('ImagePullBackOff', `Back-off pulling image "${image}"`);
    const events = [
      event(one, 'Failed', `Failed to pull image "${image}": lookup r.test: no such host`, { seconds: 9 }),
      event(one, 'Failed', 'Error: ErrImagePull', { seconds: 8 }),
      event(one, 'Failed', 'Error: ImagePullBackOff', { seconds: 7 }),
    ];
    expect(judge(withPod(one, events))?.line).toBe(
      `Deployment orders: container orders: image ${image} cannot be pulled: lookup r.test: no such host (ErrImagePull)`,
    );
  });

  it('with line breaks in what the registry sent', () => {
    expect(pull('r.test/o:1', 'bad answer:\n<html>\n502 Bad Gateway')?.line).toContain(
      'cannot be pulled: bad answer: <html> 502 Bad Gateway (ErrImagePull)',
    );
  });
});
