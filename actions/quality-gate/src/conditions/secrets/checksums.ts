import { crc32 } from 'node:zlib';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Characters of the checksum at the end of a token. */
const CHECKSUM = 6;

/**
 * Whether the last six characters are the CRC-32 of those between them and the prefix, in base 62. GitHub and npm issue
 * such tokens. Source: https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/
 */
export function endsWithBase62Checksum(token: string): boolean {
  const body = token.slice(token.indexOf('_') + 1);
  return base62(crc32(body.slice(0, -CHECKSUM))) === body.slice(-CHECKSUM);
}

/** A number of 32 bits in six digits. */
export function base62(value: number): string {
  let text = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / DIGITS.length))
    text = (DIGITS[rest % DIGITS.length] ?? '') + text;
  return text.padStart(CHECKSUM, '0');
}

/**
 * Whether a token of Grafana ends with the CRC-32 of what stands before its last underscore, in hex, the lowest byte first.
 * Source: grafana/grafana pkg/components/satokengen/tokengen.go
 */
export function endsWithHexChecksum(token: string): boolean {
  const at = token.lastIndexOf('_');
  return hexChecksum(token.slice(0, at)) === token.slice(at + 1);
}

/** The CRC-32 of a text as `endsWithHexChecksum` expects it. */
export function hexChecksum(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(crc32(text));
  return bytes.toString('hex');
}
