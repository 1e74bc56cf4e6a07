/** What a DNS client asks. */
export interface DnsQuestion {
  /** Lower case, without the final dot. */
  readonly name: string;
  /** 1 is A, 28 is AAAA. */
  readonly type: number;
}

/** The answer to a question: addresses, an existing name without any, or no such name. */
export type DnsAnswer = readonly string[] | 'no such name';

const HEADER = 12;
const TYPE_A = 1;
const TTL_SECONDS = 5;

/** Reads the question of a query in the format of RFC 1035; undefined for what is not a query with one question. */
export function readQuestion(query: Buffer): (DnsQuestion & { readonly end: number }) | undefined {
  const isQuery =
    query.length > HEADER && (query.readUInt16BE(2) & 0xf800) === 0 && query.readUInt16BE(4) === 1;
  if (!isQuery) return undefined;
  const labels: string[] = [];
  let at = HEADER;
  for (;;) {
    const length = query[at];
    if (length === undefined || length > 63 || at + 1 + length > query.length) return undefined;
    at += 1;
    if (length === 0) break;
    labels.push(query.toString('latin1', at, at + length).toLowerCase());
    at += length;
  }
  if (at + 4 > query.length) return undefined;
  return { name: labels.join('.'), type: query.readUInt16BE(at), end: at + 4 };
}

/** Writes the response to a query: IPv4 addresses for A, nothing for other types of a name that exists. */
export function writeResponse(
  query: Buffer,
  question: { type: number; end: number },
  answer: DnsAnswer,
): Buffer {
  const addresses = answer === 'no such name' || question.type !== TYPE_A ? [] : answer;
  const header = Buffer.alloc(HEADER);
  header.writeUInt16BE(query.readUInt16BE(0), 0);
  // A response, authoritative, with the client's wish for recursion and, when there is no such name, code 3.
  header.writeUInt16BE(0x8400 | (query.readUInt16BE(2) & 0x0100) | (answer === 'no such name' ? 3 : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses.length, 6);
  return Buffer.concat([header, query.subarray(HEADER, question.end), ...addresses.map(addressRecord)]);
}

/** A record that points back to the question's name (offset 12) and holds one IPv4 address. */
function addressRecord(address: string): Buffer {
  const record = Buffer.alloc(16);
  record.writeUInt16BE(0xc00c, 0);
  record.writeUInt16BE(TYPE_A, 2);
  record.writeUInt16BE(1, 4);
  record.writeUInt32BE(TTL_SECONDS, 6);
  record.writeUInt16BE(4, 10);
  for (const [index, byte] of address.split('.').entries()) record.writeUInt8(Number(byte), 12 + index);
  return record;
}
