/** One change that users will see, as its file below `.changeset/` says it. */
export interface Change {
  /** The biggest bump that it asks for. */
  readonly bump: 'major' | 'minor' | 'patch';
  readonly text: string;
}

const HEADINGS = { major: 'Major changes', minor: 'New', patch: 'Fixed' } as const;

/** Reads one file of `.changeset/`; undefined when it asks for no release. */
export function readChange(source: string): Change | undefined {
  const [, head = '', text = ''] = /^---\n(.*?)\n?---\n(.*)$/s.exec(source) ?? [];
  const bump = (['major', 'minor', 'patch'] as const).find((size) =>
    new RegExp(`: ${size}$`, 'm').test(head),
  );
  return bump === undefined ? undefined : { bump, text: text.trim() };
}

/** The changelog with a section for a new version on top. */
export function addVersion(changelog: string, version: string, changes: readonly Change[]): string {
  const at = changelog.search(/^## /m);
  const [intro, rest] = at < 0 ? [changelog, ''] : [changelog.slice(0, at), changelog.slice(at)];
  const groups = (['major', 'minor', 'patch'] as const).flatMap((bump) => {
    const items = changes.filter((change) => change.bump === bump).map(({ text }) => listItem(text));
    return items.length === 0 ? [] : [`### ${HEADINGS[bump]}\n\n${items.join('\n')}`];
  });
  return `${[intro.trimEnd(), `## ${version}`, ...groups, rest.trimEnd()].filter((part) => part !== '').join('\n\n')}\n`;
}

function listItem(text: string): string {
  return `- ${text.replaceAll('\n', '\n  ')}`;
}
