import type { Sorted } from './ignores.ts';

/** What does not reach the vulnerable code, in the words of OpenVEX (https://github.com/openvex/spec). */
const JUSTIFICATION = {
  imported: 'vulnerable_code_not_in_execute_path',
  required: 'vulnerable_code_not_present',
} as const;

/** An OpenVEX document of what was found: what is called affects the product, accepted or not. */
export function formatOpenVex(
  { open, accepted }: Pick<Sorted, 'open' | 'accepted'>,
  about: {
    readonly id: string;
    readonly author: string;
    readonly timestamp: string;
    readonly product: string;
  },
): string {
  const reasons = new Map(accepted.map(({ vulnerability, ignore }) => [vulnerability, ignore]));
  const statements = [...open, ...reasons.keys()].map((vulnerability) => {
    const { id, aliases, module, version, fixed, level } = vulnerability;
    const ignore = reasons.get(vulnerability);
    const action =
      ignore === undefined
        ? `Update ${module} to ${fixed ?? 'a version without it'}.`
        : `Accepted until ${ignore.expires}: ${ignore.reason}`;
    return {
      vulnerability: {
        '@id': `https://pkg.go.dev/vuln/${id}`,
        name: id,
        ...(aliases.length === 0 ? {} : { aliases }),
      },
      products: [{ '@id': about.product, subcomponents: [{ '@id': purlOf(module, version) }] }],
      ...(level === 'called'
        ? { status: 'affected', action_statement: action }
        : { status: 'not_affected', justification: JUSTIFICATION[level] }),
    };
  });
  const document = {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': about.id,
    author: about.author,
    timestamp: about.timestamp,
    version: 1,
    statements,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function purlOf(module: string, version: string): string {
  return `pkg:golang/${module.split('/').map(encodeURIComponent).join('/')}${version === '' ? '' : `@${encodeURIComponent(version)}`}`;
}
