import { readS3Place } from '@fairlead/core/cache';
import { describe, expect, test } from 'vitest';

const AMAZON = 'https://s3.eu-central-1.amazonaws.com';

describe('where a store is', () => {
  test.each([
    ['https://store.example:9000/ci', undefined, {}, ['https://store.example:9000', 'ci', '', 'us-east-1']],
    ['https://store.example/ci/a/b/', undefined, {}, ['https://store.example', 'ci', 'a/b', 'us-east-1']],
    ['http://10.0.0.7:9000/ci', 'home', {}, ['http://10.0.0.7:9000', 'ci', '', 'home']],
    [`${AMAZON}/ci/x`, undefined, { AWS_REGION: 'us-west-2' }, [AMAZON, 'ci', 'x', 'eu-central-1']],
    ['s3://ci/x', undefined, { AWS_REGION: 'eu-central-1' }, [AMAZON, 'ci', 'x', 'eu-central-1']],
    ['s3://ci', 'eu-central-1', { AWS_REGION: 'us-west-2' }, [AMAZON, 'ci', '', 'eu-central-1']],
    [
      's3://ci',
      undefined,
      { AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-central-1' },
      [AMAZON, 'ci', '', 'eu-central-1'],
    ],
  ] as const)('%s, region %s, %j', (text, region, env, [endpoint, bucket, prefix, named]) => {
    expect(readS3Place(text, region, env)).toEqual({ endpoint, bucket, prefix, region: named });
  });

  test.each([
    ['ci-cache', 'is not an address'],
    ['ftp://store.example/ci', 'is not an address of a store'],
    ['https://store.example', 'names no bucket'],
    ['s3://', 'names no bucket'],
    ['https://user:secret@store.example/ci', 'has a user or a password in it'],
    ['https://store.example/ci?x=1', 'has ? or # in it'],
    ['https://store.example/-ci', 'names no bucket'],
    ['https://store.example/%zz', 'names no bucket'],
  ])('%s is none', (text, problem) => {
    expect(readS3Place(text, undefined, {})).toEqual({ problem });
  });
});
