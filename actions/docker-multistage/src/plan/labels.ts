import type { EventContext } from '@fairlead/core';

/** What labels are made from. */
export interface LabelFacts {
  readonly event: Pick<EventContext, 'repository' | 'serverUrl' | 'sha' | 'payload'>;
  readonly version: string;
  /** Date of the commit, ISO 8601; the wall clock would change the digest with every run. */
  readonly created: string | undefined;
  /** The user's own labels; they win. */
  readonly own: Readonly<Record<string, string>>;
}

const PREFIX = 'org.opencontainers.image.';

/** The labels of the OCI image specification's annotation list that are known, then the user's. Pure. */
export function imageLabels({ event, version, created, own }: LabelFacts): Readonly<Record<string, string>> {
  const known: Readonly<Record<string, string | undefined>> = {
    title: event.repository.split('/')[1],
    source: event.repository === '' ? undefined : `${event.serverUrl}/${event.repository}`,
    revision: event.sha || undefined,
    version,
    created,
    licenses: licenseOf(event.payload),
  };
  const filled = Object.entries(known).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...Object.fromEntries(filled.map(([key, value]) => [PREFIX + key, value])), ...own };
}

/** The commit's date among labels. */
export function createdLabel(labels: Readonly<Record<string, string>>): string | undefined {
  return labels[`${PREFIX}created`];
}

/** GitHub's payload names the licence it found; NOASSERTION stands for "none that we know". */
function licenseOf(payload: unknown): string | undefined {
  const repository = (payload as { repository?: { license?: { spdx_id?: unknown } | null } } | null)
    ?.repository;
  const id = repository?.license?.spdx_id;
  return typeof id === 'string' && id !== 'NOASSERTION' ? id : undefined;
}
