import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Whom the store knows. */
export interface S3Account {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** When set, requests must carry it. */
  readonly sessionToken?: string;
}

/** What a request is refused with: status and code of the protocol. */
export interface S3Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** A signature is good for so long in either direction. */
const MOST_SKEW_MS = 15 * 60_000;

/**
 * Checks the signature of a request as it came over the wire, version 4, headers only
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html); undefined when it is right. Written on its
 * own: what signs and what checks must not share a mistake.
 */
export function checkSignature(
  request: IncomingMessage,
  body: Uint8Array,
  account: S3Account,
  region: string,
): S3Refusal | undefined {
  const { headers, method = '', url = '' } = request;
  const form =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;
  const found = form.exec(headers.authorization ?? '');
  if (found === null) return refuse(403, 'AccessDenied', 'the request is not signed');
  const [, accessKeyId = '', day = '', signedRegion = '', names = '', signature = ''] = found;
  if (accessKeyId !== account.accessKeyId)
    return refuse(403, 'InvalidAccessKeyId', 'the access key does not exist');
  if (headers['x-amz-security-token'] !== account.sessionToken)
    return refuse(403, 'InvalidToken', 'the session token is wrong');
  if (signedRegion !== region)
    return refuse(400, 'AuthorizationHeaderMalformed', `the region '${signedRegion}' is wrong`);
  const time = String(headers['x-amz-date'] ?? '');
  const stamp = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!(Math.abs(Date.now() - stamp) <= MOST_SKEW_MS) || !time.startsWith(day))
    return refuse(403, 'RequestTimeTooSkewed', 'the time of the request is not now');
  const signedNames = names.split(';');
  const unsigned = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))];
  if (unsigned.some((name) => !signedNames.includes(name)))
    return refuse(403, 'AccessDenied', 'there were headers present in the request which were not signed');
  const bodyHash = String(headers['x-amz-content-sha256'] ?? '');
  if (bodyHash !== createHash('sha256').update(body).digest('hex'))
    return refuse(400, 'XAmzContentSHA256Mismatch', 'the provided header does not match what was computed');
  const [path = '', query = ''] = url.split('?');
  const canonical = [
    method,
    path,
    query
      .split('&')
      .filter((part) => part !== '')
      .map((part) => (part.includes('=') ? part : `${part}=`))
      .sort()
      .join('&'),
    ...signedNames.map((name) => `${name}:${String(headers[name] ?? '').trim()}`),
    '',
    names,
    bodyHash,
  ].join('\n');
  const text = `AWS4-HMAC-SHA256\n${time}\n${day}/${region}/s3/aws4_request\n${createHash('sha256').update(canonical).digest('hex')}`;
  let key = Buffer.from(`AWS4${account.secretAccessKey}`);
  for (const part of [day, region, 's3', 'aws4_request', text])
    key = createHmac('sha256', key).update(part).digest();
  return timingSafeEqual(key, Buffer.from(signature, 'hex'))
    ? undefined
    : refuse(403, 'SignatureDoesNotMatch', 'the request signature does not match');
}

function refuse(status: number, code: string, message: string): S3Refusal {
  return { status, code, message };
}
