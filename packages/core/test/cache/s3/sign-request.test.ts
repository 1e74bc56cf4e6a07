import { createHash } from 'node:crypto';
import { encodeName, signRequest } from '@fairlead/core/cache';
import { expect, test } from 'vitest';

/** The examples of https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html. */
const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const now = new Date('2013-05-24T00:00:00Z');
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

test.each([
  [
    'a range of an object',
    'GET',
    '/test.txt',
    { range: 'bytes=0-9' },
    '',
    'host;range;x-amz-content-sha256;x-amz-date',
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  ],
  [
    'an upload to a name with a special character',
    'PUT',
    `/${encodeName('test$file.text')}`,
    { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
    'Welcome to Amazon S3.',
    'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
    '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  ],
  [
    'a query without a value',
    'GET',
    '/?lifecycle',
    {},
    '',
    'host;x-amz-content-sha256;x-amz-date',
    'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  ],
  [
    'a list',
    'GET',
    '/?max-keys=2&prefix=J',
    {},
    '',
    'host;x-amz-content-sha256;x-amz-date',
    '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  ],
])('published example: %s', (_, method, path, headers, body, names, signature) => {
  const url = new URL(`https://examplebucket.s3.amazonaws.com${path}`);
  const request = { method, url, headers, bodyHash: hash(body) };
  expect(signRequest(request, credentials, 'us-east-1', now)).toEqual({
    ...headers,
    'x-amz-content-sha256': hash(body),
    'x-amz-date': '20130524T000000Z',
    authorization: `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${names},Signature=${signature}`,
  });
});

test('a session token is sent and signed, the secret never', () => {
  const url = new URL('https://store.example:9000/bucket/key');
  const headers = signRequest(
    { method: 'GET', url, headers: {}, bodyHash: hash('') },
    { ...credentials, sessionToken: 'token' },
    'eu-central-1',
    now,
  );
  expect(headers['x-amz-security-token']).toBe('token');
  expect(headers['authorization']).toContain(
    'SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token',
  );
  expect(JSON.stringify(headers)).not.toContain(credentials.secretAccessKey);
});

test('names are encoded as signatures see them', () => {
  expect(encodeName("a b/c+d'(e)*!~é")).toBe('a%20b%2Fc%2Bd%27%28e%29%2A%21~%C3%A9');
});
