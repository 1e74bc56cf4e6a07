type Env = Readonly<Record<string, string | undefined>>;

/** Where a store is: an endpoint, a bucket, what its keys begin with, and the region that signatures name. */
export interface S3Place {
  /** `https://host[:port]`. */
  readonly endpoint: string;
  readonly bucket: string;
  /** Without a slash at either end; empty for none. */
  readonly prefix: string;
  readonly region: string;
}

const AMAZON = /^s3[.-]([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/;
/** What stores without regions of their own take. */
const USUAL_REGION = 'us-east-1';

/**
 * Reads `s3://BUCKET/PREFIX` (Amazon's) or `https://ENDPOINT/BUCKET/PREFIX` (any store). The region is the one that is
 * given, else that of the endpoint, else that of the environment. Gives what is wrong with it instead. Pure.
 */
export function readS3Place(
  text: string,
  region: string | undefined,
  env: Env,
): S3Place | { readonly problem: string } {
  if (!URL.canParse(text)) return { problem: 'is not an address' };
  const url = new URL(text);
  if (!['s3:', 'https:', 'http:'].includes(url.protocol)) return { problem: 'is not an address of a store' };
  if (url.username !== '' || url.password !== '') return { problem: 'has a user or a password in it' };
  if (url.search !== '' || url.hash !== '') return { problem: 'has ? or # in it' };
  const named = region ?? AMAZON.exec(url.host)?.[1] ?? (env['AWS_REGION'] || env['AWS_DEFAULT_REGION']);
  const own = named || USUAL_REGION;
  const parts = url.pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decodePart);
  const [bucket = '', ...rest] = url.protocol === 's3:' ? [url.host, ...parts] : parts;
  if (!/^[A-Za-z0-9][\w.-]*$/.test(bucket)) return { problem: 'names no bucket' };
  const endpoint = url.protocol === 's3:' ? `https://s3.${own}.amazonaws.com` : url.origin;
  return { endpoint, bucket, prefix: rest.join('/'), region: own };
}

/** A part of a path; empty for one that is not encoded well. */
function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
