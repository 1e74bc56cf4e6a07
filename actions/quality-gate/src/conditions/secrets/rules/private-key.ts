import type { SecretRule } from '../rule.ts';

/** Ends of lines, as they are or escaped, and the quotes of a program: what stands between the characters of a key. */
const BETWEEN = /["'`]\s{0,40}\+\s{0,40}["'`]|\\[nrt]|[^A-Za-z0-9+/=]/g;
/** Lines in front of the body, `Proc-Type: 4,ENCRYPTED` and the like. */
const HEADERS = /^(?:\s|\\[nr]|["'`])*(?:[A-Z][A-Za-z-]{0,30}: [^\n\\]{0,200}(?:\n|\\n)\s*)+/;
const OPENSSH = 'openssh-key-v1\0';
/** The shortest key there is, of Ed25519, has 48 bytes. */
const SHORTEST = 48;
const SEQUENCE = 0x30;
/** Bytes that a decoder may make of what closes a string behind a key. */
const SLACK = 8;

/** The block of a private key with its body. Sources: RFC 7468, PKCS #1 and #8, SEC 1, OpenSSH's PROTOCOL.key. */
export const privateKey: SecretRule = {
  name: 'private-key',
  what: 'a private key',
  evidence:
    'a PEM block whose body is a key from its first byte to its last: as it is, in a string of a program, or in JSON such as the file of a service account of Google Cloud',
  hints: ['PRIVATE KEY-----'],
  pattern:
    /-----BEGIN (?:[A-Z0-9]{1,20} ){0,2}PRIVATE KEY-----(?<secret>(?:[^-]|-(?!----)){60,20000})-----END (?:[A-Z0-9]{1,20} ){0,2}PRIVATE KEY-----/g,
  proves: true,
  holds(body) {
    const bytes = decode(body.replace(HEADERS, ''));
    if (bytes.length < SHORTEST) return false;
    if (/ENCRYPTED/.test(HEADERS.exec(body)?.[0] ?? '')) return bytes.length % SLACK === 0;
    return bytes.toString('latin1', 0, OPENSSH.length) === OPENSSH || isSequence(bytes);
  },
  weight: 'error',
  inTests: 'note',
};

/** The same of OpenPGP. Source: RFC 9580: a packet begins with a bit that is set, and that of a secret key has the tag 5. */
export const pgpPrivateKey: SecretRule = {
  name: 'pgp-private-key',
  what: 'a private key of OpenPGP',
  evidence: 'an armored block whose body begins with a packet of a secret key',
  hints: ['PGP PRIVATE KEY BLOCK-----'],
  pattern:
    /-----BEGIN PGP PRIVATE KEY BLOCK-----(?<secret>(?:[^-]|-(?!----)){60,20000})-----END PGP PRIVATE KEY BLOCK-----/g,
  proves: true,
  holds(body) {
    const bytes = decode(body.replace(HEADERS, ''));
    const [first = 0] = bytes;
    const tag = (first & 0x40) === 0 ? (first & 0x3c) >> 2 : first & 0x3f;
    return bytes.length >= SHORTEST && (first & 0x80) !== 0 && tag === 5;
  },
  weight: 'error',
  inTests: 'note',
};

function decode(body: string): Buffer {
  return Buffer.from(body.replaceAll(BETWEEN, ''), 'base64');
}

/** Whether bytes are one SEQUENCE of ASN.1, DER-encoded, and no more. */
function isSequence(bytes: Buffer): boolean {
  const [tag, size = 0] = bytes;
  if (tag !== SEQUENCE) return false;
  const digits = size < 0x80 ? 0 : size & 0x7f;
  if (digits > 4) return false;
  const length = digits === 0 ? size : bytes.readUIntBE(2, digits);
  const rest = bytes.length - (2 + digits + length);
  return rest >= 0 && rest <= SLACK;
}
