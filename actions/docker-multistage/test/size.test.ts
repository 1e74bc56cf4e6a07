import { describe, expect, it } from 'vitest';
import { describeContent } from '../src/engine/local-image.ts';
import { judgeSize } from '../src/size/judge-size.ts';

describe('the size budget', () => {
  const config = {
    history: [{ created_by: 'COPY certs /' }, { created_by: 'COPY /out/orders /orders # buildkit' }],
  };
  const content = describeContent(config, [126_000, 3_900_000]);

  it('passes at the limit', () => {
    expect(judgeSize(content, 4_026_000)).toMatchObject({
      outcome: 'success',
      reason: '4.0 MB of at most 4.0 MB',
    });
  });

  it('names the largest layers when it is over', () => {
    expect(() => judgeSize(content, 1_000_000)).toThrow(
      'the image is 4.0 MB compressed, 3.0 MB over max-image-size 1.0 MB; the largest layer is 3.9 MB: COPY /out/orders /orders',
    );
  });

  it('layers of a base without history are called so', () => {
    const { layers } = describeContent(config, [5, 6, 7]);
    expect(layers.map(({ command }) => command)).toEqual([
      'base image',
      'COPY certs /',
      'COPY /out/orders /orders',
    ]);
  });

  it('lists the five largest layers, their sizes below each other', () => {
    const history = [1, 2, 3, 4, 5, 6].map((layer) => ({ created_by: `COPY ${layer} /` }));
    const many = describeContent({ history }, [1e6, 2e6, 3e6, 400e3, 50e6, 6e6]);
    expect(failureOf(() => judgeSize(many, 1))).toMatchObject({
      code: 'IMAGE_TOO_LARGE',
      details: [
        '  50.0 MB  COPY 5 /',
        '   6.0 MB  COPY 6 /',
        '   3.0 MB  COPY 3 /',
        '   2.0 MB  COPY 2 /',
        '   1.0 MB  COPY 1 /',
      ],
    });
  });
});

function failureOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
