import { holdsFor, readConstraint, tagsOfName, visitTokens } from '@fairlead/go';

/** What runs in the image. */
const PLATFORM = { os: 'linux', arch: 'amd64' } as const;

/** One token of a file and its line. */
interface Token {
  readonly text: string;
  readonly line: number;
}

/** A piece of text, or a number, and the line on which it stands. */
export interface Literal<Value> {
  readonly value: Value;
  readonly line: number;
}

/** What one Go file has that matters here. */
export interface GoFile {
  /** Relative to the module, with slashes. */
  readonly path: string;
  readonly isMain: boolean;
  readonly cgo: boolean;
  readonly listens: boolean;
  readonly strings: readonly Literal<string>[];
  /** Ports by a name, such as `flag.Int("port", 8080)` or `defaultPort = "8080"`. */
  readonly namedPorts: readonly Literal<number>[];
  /** Ports of addresses to listen on, such as `":8080"`. */
  readonly addressPorts: readonly Literal<number>[];
  /** Addresses to listen on that only the machine itself reaches, such as `"localhost:8080"`. */
  readonly localAddresses: readonly Literal<string>[];
}

/** Words by which the standard library and the usual frameworks are told to wait for connections. */
const LISTENS = new Set(['ListenAndServe', 'ListenAndServeTLS', 'Serve', 'ServeTLS', 'Listen', 'ListenTCP']);
const FRAMEWORKS =
  /^(github\.com\/(gin-gonic\/gin|labstack\/echo|gofiber\/fiber|valyala\/fasthttp)(\/v\d+)?|google\.golang\.org\/grpc)$/;
/** A name that ends like this is one of the port that users come to, unless it says otherwise. */
const PORT_NAME = /(^|[^a-zA-Z])([pP]ort|PORT)$|[a-zA-Z]Port$/;
const OTHER_PORT =
  /metric|grpc|admin|debug|pprof|probe|redis|db|sql|postgres|mongo|smtp|mail|amqp|kafka|nats|remote|proxy|target|peer/i;

/** Reads a file; undefined for one that does not go into a program for Linux. */
export function readGoFile(path: string, source: string): GoFile | undefined {
  const holds = (tag: string): boolean => tag === 'cgo' || holdsFor(PLATFORM, tag);
  if (!tagsOfName(path.split('/').at(-1) ?? '').every(holds)) return undefined;
  if (readConstraint(source)?.matches(holds) === false) return undefined;
  const tokens: Token[] = [];
  visitTokens(source, (text, _, line) => void tokens.push({ text, line }));
  const texts = tokens.map(({ text }) => text);
  const strings = tokens.flatMap(({ text, line }) => {
    const value = unquote(text);
    return value === undefined ? [] : [{ value, line }];
  });
  return {
    path,
    isMain: texts[0] === 'package' && texts[1] === 'main' && follows(texts, 'func', 'main', '('),
    cgo: follows(texts, 'import', '"C"'),
    listens: texts.some((text) => LISTENS.has(text)) || strings.some(({ value }) => FRAMEWORKS.test(value)),
    strings,
    namedPorts: tokens.flatMap((token, at) => namedPort(tokens, token, at)),
    addressPorts: strings.flatMap(({ value, line }) => {
      const port = /^(?:0\.0\.0\.0|\[::\])?:(\d{2,5})$/.exec(value)?.[1];
      return port === undefined ? [] : asPort(port, line);
    }),
    localAddresses: tokens.flatMap((token, at) => localAddress(tokens, token, at)),
  };
}

function follows(texts: readonly string[], first: string, ...rest: readonly string[]): boolean {
  return texts.some(
    (text, at) => text === first && rest.every((each, next) => texts[at + 1 + next] === each),
  );
}

/** The text of a string literal; undefined for another token. */
function unquote(token: string): string | undefined {
  if (token.startsWith('`')) return token.slice(1, -1);
  return token.startsWith('"') ? token.slice(1, -1) : undefined;
}

/** `"port", 8080`, `"PORT", "8080"`, `port := 8080`, `Port: 8080`. */
function namedPort(tokens: readonly Token[], { text }: Token, at: number): readonly Literal<number>[] {
  const name = unquote(text) ?? text;
  if (!PORT_NAME.test(name) || OTHER_PORT.test(name)) return [];
  let next = at + 1;
  const isName = unquote(text) === undefined;
  while ((isName ? /^[:=]$/ : /^,$/).test(tokens[next]?.text ?? '')) next += 1;
  const value = tokens[next];
  if (next === at + 1 || value === undefined) return [];
  const digits = /^\d{2,5}$/.exec(unquote(value.text) ?? value.text)?.[0];
  return digits === undefined ? [] : asPort(digits, value.line);
}

/** A setting whose value is an address to listen on. */
const ADDRESS_NAME = /^((http|listen|bind|server|serve)[-_.]?)?(addr|address|listen|http|bind)$/i;

/** `ListenAndServe("localhost:8080"`, `Listen("tcp", "127.0.0.1:8080"`, `"addr", "localhost:8080"`; clients name such addresses too. */
function localAddress(
  tokens: readonly Token[],
  { text, line }: Token,
  at: number,
): readonly Literal<string>[] {
  const value = /^(localhost|127\.0\.0\.1|\[::1\]):\d{2,5}$/.exec(unquote(text) ?? '')?.[0];
  if (value === undefined || asPort(value.split(':').at(-1) ?? '', line).length === 0) return [];
  const [before = '', mark] = [tokens[at - 2]?.text, tokens[at - 1]?.text];
  const named = unquote(before) ?? '';
  const isListened = mark === '(' && LISTENS.has(before);
  const isSetting = mark === ',' && (ADDRESS_NAME.test(named) || /^tcp[46]?$/.test(named));
  return isListened || isSetting ? [{ value, line }] : [];
}

const LAST_PORT = 65_535;

function asPort(digits: string, line: number): readonly Literal<number>[] {
  const value = Number(digits);
  return value > LAST_PORT ? [] : [{ value, line }];
}
