import { jsonStream } from '../../tool/ask-tool.ts';

/** How near a vulnerability is: code of the module calls it, imports its package, or only requires its module. */
export const levels = ['called', 'imported', 'required'] as const;
export type Level = (typeof levels)[number];

/** A place that a trace leads through. */
export interface Frame {
  readonly module: string;
  readonly version: string | undefined;
  readonly package: string | undefined;
  readonly symbol: string | undefined;
  readonly file: string | undefined;
  readonly line: number | undefined;
}

/** A vulnerability in one module, by the nearest of all that was found of it. */
export interface Vulnerability {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly module: string;
  readonly version: string;
  readonly fixed: string | undefined;
  readonly level: Level;
  /** From the vulnerable symbol to the code that reaches it. */
  readonly trace: readonly Frame[];
}

interface Message {
  readonly config?: { readonly protocol_version?: unknown; readonly scan_level?: unknown };
  readonly osv?: { readonly id?: string; readonly aliases?: readonly string[]; readonly summary?: string };
  readonly finding?: {
    readonly osv?: string;
    readonly fixed_version?: string;
    readonly trace?: readonly {
      readonly module?: string;
      readonly version?: string;
      readonly package?: string;
      readonly function?: string;
      readonly receiver?: string;
      readonly position?: { readonly filename?: string; readonly line?: number };
    }[];
  };
}

/**
 * Reads the JSON stream of govulncheck. It tells one vulnerability several times, at the levels of module, package and
 * symbol and in no fixed order, so the nearest counts. Source: golang.org/x/vuln/internal/govulncheck.
 *
 * @throws RangeError when the stream proves nothing.
 */
export function readVulnerabilities(text: string): readonly Vulnerability[] {
  let messages: readonly Message[];
  try {
    messages = jsonStream(text) as readonly Message[];
  } catch (error) {
    throw new RangeError(`printed what is not its JSON: ${error instanceof Error ? error.message : ''}`);
  }
  const config = messages.find((message) => message.config !== undefined)?.config;
  if (config === undefined) throw new RangeError('did not say how it looked');
  if (!/^v1\./.test(String(config.protocol_version)))
    throw new RangeError(`speaks ${JSON.stringify(config.protocol_version)}, not version 1 of its protocol`);
  // where it does not look at symbols, nothing can be called
  if (config.scan_level !== undefined && config.scan_level !== 'symbol')
    throw new RangeError(
      `looked at the level ${JSON.stringify(config.scan_level)}, so what is called is not known`,
    );
  const entries = new Map(
    messages.flatMap(({ osv }) => (osv?.id === undefined ? [] : [[osv.id, osv] as const])),
  );
  const nearest = new Map<string, Vulnerability>();
  for (const { finding } of messages) {
    if (finding === undefined) continue;
    const frames = (finding.trace ?? []).map(readFrame);
    const [first] = frames;
    if (finding.osv === undefined || first === undefined)
      throw new RangeError('printed a finding without id or trace');
    const level = levelOf(first);
    const key = `${finding.osv} ${first.module}`;
    const known = nearest.get(key);
    if (known !== undefined && levels.indexOf(known.level) <= levels.indexOf(level)) continue;
    const entry = entries.get(finding.osv);
    nearest.set(key, {
      id: finding.osv,
      aliases: entry?.aliases ?? [],
      summary: entry?.summary ?? '',
      module: first.module,
      version: first.version ?? '',
      fixed: finding.fixed_version === '' ? undefined : finding.fixed_version,
      level,
      trace: frames,
    });
  }
  return [...nearest.values()].sort(
    (a, b) => levels.indexOf(a.level) - levels.indexOf(b.level) || a.id.localeCompare(b.id),
  );
}

type WrittenFrame = NonNullable<NonNullable<Message['finding']>['trace']>[number];

function readFrame({
  module = '',
  version,
  package: path,
  function: name,
  receiver,
  position,
}: WrittenFrame): Frame {
  const symbol =
    name === undefined || name === '' ? undefined : `${receiver === undefined ? '' : `${receiver}.`}${name}`;
  return { module, version, package: path, symbol, file: position?.filename, line: position?.line };
}

function levelOf({ symbol, package: path }: Frame): Level {
  if (symbol !== undefined) return 'called';
  return path === undefined || path === '' ? 'required' : 'imported';
}
