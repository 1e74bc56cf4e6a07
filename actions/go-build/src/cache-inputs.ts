import { common, field } from '@fairlead/core';

/** Where what was compiled is kept, and who may write there. */
export const cacheInputs = {
  cache: field.choice(['auto', 'read', 'write', 'off'], {
    class: 'reach',
    description:
      'Keep compiled packages and modules in the cache of the CI service. `auto`: restore, and save on the default branch; nothing on tags. `read`: only restore, on tags too. `write`: restore and save on every branch and tag. Code from a fork never saves.',
    default: 'auto',
    group: 'Speed',
  }),
  'cache-dir': common.cacheDir(
    'Folder of this machine, or of a volume, that is the cache instead of the CI service: for runners of your own. A branch sees its own entries and those of the default branch; what nobody used for seven days is removed.',
    'Speed',
  ),
  'cache-url': field.text({
    class: 'reach',
    description:
      'Bucket of an S3-compatible store that is the cache instead of the CI service: `s3://BUCKET/PREFIX` for Amazon, `https://ENDPOINT/BUCKET/PREFIX` for any store. A branch sees its own entries and those of the default branch; old entries go by a lifecycle rule of the bucket. A run without credentials, as that of a fork, builds without it.',
    allowed: 's3://BUCKET/PREFIX or https://ENDPOINT/BUCKET/PREFIX',
    example: 'https://minio.example.com/ci-cache/orders',
    group: 'Speed',
  }),
  'cache-region': field.text(
    {
      class: 'reach',
      description:
        'Region of the store of `cache-url`. Default: that of its address, else AWS_REGION or AWS_DEFAULT_REGION, else us-east-1.',
      allowed: 'the name of a region',
      example: 'eu-central-1',
      group: 'Speed',
    },
    field.matching(/^[\w-]+$/, 'is not the name of a region'),
  ),
  'cache-access-key-id': field.text(
    {
      class: 'reach',
      description:
        'Access key for the store of `cache-url`. Default: AWS_ACCESS_KEY_ID, with AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, as a step before sets them.',
      allowed: 'an access key',
      group: 'Speed',
    },
    field.matching(/^[\w.-]+$/, 'is not an access key'),
  ),
  'cache-secret-access-key': field.text({
    class: 'reach',
    description: 'Secret that belongs to `cache-access-key-id`.',
    secret: true,
    group: 'Speed',
  }),
} as const;
