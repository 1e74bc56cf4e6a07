import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { applyFault, createFaults, type Fault, type Faults } from '../server/faults.ts';
import { listenOnLoopback } from '../server/loopback.ts';
import { checkSignature, type S3Account, type S3Refusal } from './check-signature.ts';

/** What a store can be asked for. */
export type S3Operation = 'get' | 'put' | 'list';

/** How a store is. */
export interface S3Options {
  readonly bucket?: string;
  readonly region?: string;
  readonly account?: S3Account;
  /** Objects in one part of a list; default 1000, as Amazon has it. */
  readonly pageSize?: number;
  /** Refuses conditions, as some stores do. */
  readonly withoutConditions?: boolean;
}

/** A store on loopback that speaks the protocol of S3 in path style, and checks each signature. */
export interface RunningS3 {
  /** Address of the bucket. */
  readonly url: string;
  readonly account: S3Account;
  readonly faults: Faults<S3Operation>;
  /** The objects by key: tests may change them. */
  readonly objects: Map<string, S3Object>;
  /** Requests, those with a fault or a refusal included, and bytes of objects that were carried. */
  readonly traffic: {
    readonly requests: Readonly<Record<S3Operation, number>>;
    readonly uploadedBytes: number;
    readonly downloadedBytes: number;
  };
  /** Codes of the protocol that requests were refused with, in order. */
  readonly refusals: readonly string[];
  close(): Promise<void>;
}

/** An object as the store keeps it. */
export interface S3Object {
  readonly content: Uint8Array;
  readonly changed: Date;
}

const ACCOUNT: S3Account = {
  accessKeyId: 'FAIRLEADTESTACCOUNT',
  secretAccessKey: 'fairlead/test+Secret/0123456789',
};

/** Starts an empty store. */
export async function startS3({
  bucket = 'ci-cache',
  region = 'us-east-1',
  account = ACCOUNT,
  pageSize = 1000,
  withoutConditions = false,
}: S3Options = {}): Promise<RunningS3> {
  const objects = new Map<string, S3Object>();
  const faults = createFaults<S3Operation>();
  const refusals: string[] = [];
  const requests = { get: 0, put: 0, list: 0 };
  const traffic = { requests, uploadedBytes: 0, downloadedBytes: 0 };
  const refuse = (response: ServerResponse, { status, code, message }: S3Refusal): void => {
    refusals.push(code);
    sendXml(response, status, `<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
  };
  const server = await listenOnLoopback(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const [, asked = '', ...rest] = url.pathname.split('/').map(decodeURIComponent);
    const key = rest.join('/');
    const operation = request.method === 'PUT' ? 'put' : key === '' ? 'list' : 'get';
    requests[operation] += 1;
    const body = await readBytes(request);
    const fault = faults.take(operation);
    if (await applyFault(response, fault)) return;
    const refusal = checkSignature(request, body, account, region);
    if (refusal !== undefined) return refuse(response, refusal);
    if (asked !== bucket)
      return refuse(response, { status: 404, code: 'NoSuchBucket', message: 'there is no such bucket' });
    if (operation === 'list') return sendXml(response, 200, listXml(objects, url.searchParams, pageSize));
    if (operation === 'get') {
      const found = objects.get(key);
      if (found === undefined)
        return refuse(response, { status: 404, code: 'NoSuchKey', message: 'there is no such key' });
      const sent = sendObject(request, response, found, fault);
      if (typeof sent === 'number') traffic.downloadedBytes += sent;
      else refuse(response, sent);
      return;
    }
    if (request.headers['if-none-match'] !== undefined && withoutConditions)
      return refuse(response, { status: 501, code: 'NotImplemented', message: 'conditions are not known' });
    if (request.headers['if-none-match'] === '*' && objects.has(key))
      return refuse(response, { status: 412, code: 'PreconditionFailed', message: 'there is such a key' });
    objects.set(key, { content: body, changed: new Date() });
    traffic.uploadedBytes += body.length;
    response.writeHead(200, { etag: etagOf(body) });
    response.end();
  });
  return {
    url: `${server.url}/${bucket}`,
    account,
    faults,
    objects,
    traffic,
    refusals,
    close: () => server.close(),
  };
}

async function readBytes(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function sendXml(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`);
}

function etagOf(content: Uint8Array): string {
  return `"${createHash('md5').update(content).digest('hex')}"`;
}

/** Answers with an object or a range of it; gives the bytes that were sent, or why none were. */
function sendObject(
  request: IncomingMessage,
  response: ServerResponse,
  { content, changed }: S3Object,
  fault: Fault | undefined,
): number | S3Refusal {
  const etag = etagOf(content);
  const wanted = request.headers['if-match'];
  if (wanted !== undefined && wanted !== '*' && wanted !== etag)
    return { status: 412, code: 'PreconditionFailed', message: 'it is another version by now' };
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
  const start = Number(range?.[1] ?? 0);
  if (range !== null && start >= content.length)
    return { status: 416, code: 'InvalidRange', message: 'the range is not satisfiable' };
  const end = Math.min(content.length, Number(range?.[2] ?? content.length - 1) + 1);
  const part = content.subarray(start, end);
  response.writeHead(range === null ? 200 : 206, {
    'content-length': part.length,
    'content-type': 'application/octet-stream',
    'last-modified': changed.toUTCString(),
    etag,
    ...(range === null ? {} : { 'content-range': `bytes ${start}-${end - 1}/${content.length}` }),
  });
  if (fault?.kind !== 'truncate') {
    response.end(part);
    return part.length;
  }
  const kept = part.subarray(0, fault.bytes);
  response.write(kept, () => response.destroy());
  return kept.length;
}

/** An answer of ListObjectsV2: keys in byte order, in parts. */
function listXml(objects: ReadonlyMap<string, S3Object>, query: URLSearchParams, pageSize: number): string {
  const prefix = query.get('prefix') ?? '';
  const after = query.get('continuation-token') ?? '';
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const page = keys.slice(0, pageSize);
  const isCut = page.length < keys.length;
  const encode = (text: string): string =>
    query.get('encoding-type') === 'url' ? encodeURIComponent(text).replaceAll('%2F', '/') : escapeXml(text);
  const contents = page.map((key) => {
    const { content, changed } = objects.get(key) as S3Object;
    return `<Contents><Key>${encode(key)}</Key><LastModified>${changed.toISOString()}</LastModified><ETag>${escapeXml(etagOf(content))}</ETag><Size>${content.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`;
  });
  const next = isCut ? `<NextContinuationToken>${escapeXml(page.at(-1) ?? '')}</NextContinuationToken>` : '';
  return `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Prefix>${encode(prefix)}</Prefix><KeyCount>${page.length}</KeyCount><IsTruncated>${isCut}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`;
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
