import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { Statement } from './provenance.ts';

const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/** A sealed statement and the key that opens it. */
export interface Sealed {
  /** A line of `*.intoto.jsonl`: a DSSE envelope. */
  readonly line: string;
  /** PEM. */
  readonly publicKey: string;
}

/**
 * Signs a statement with a key that is made for it and thrown away. It stands in for Sigstore, whose certificate for the
 * workflow only a job on GitHub gets: what is inside, and how it is signed, can be checked without.
 */
export function seal(statement: Statement): Sealed {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const payload = Buffer.from(JSON.stringify(statement));
  const signed = Buffer.concat([
    Buffer.from(`DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `),
    payload,
  ]);
  const signature = {
    keyid: createHash('sha256').update(pem).digest('hex'),
    sig: sign('sha256', signed, privateKey).toString('base64'),
  };
  const envelope = {
    payload: payload.toString('base64'),
    payloadType: PAYLOAD_TYPE,
    signatures: [signature],
  };
  return { line: `${JSON.stringify(envelope)}\n`, publicKey: pem };
}
