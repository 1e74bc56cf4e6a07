/** One revision of a release. */
export interface Revision {
  readonly revision: number;
  /** deployed, superseded, failed, pending-install, pending-upgrade, pending-rollback, uninstalling, uninstalled. */
  readonly status: string;
  /** Milliseconds since the epoch. */
  readonly updated: number;
  readonly chart: string;
  readonly description: string;
}

/** Reads `helm history --output json`, oldest first. @throws SyntaxError when it is not that. */
export function readHistory(json: string): readonly Revision[] {
  const rows = JSON.parse(json) as readonly Partial<Record<string, unknown>>[];
  return rows
    .map((row) => ({
      revision: Number(row['revision']),
      status: String(row['status'] ?? 'unknown'),
      updated: Date.parse(String(row['updated'] ?? '')),
      chart: String(row['chart'] ?? ''),
      description: String(row['description'] ?? ''),
    }))
    .toSorted((a, b) => a.revision - b.revision);
}

/** The revision that is in force: the last deployed one, else the last that once was. Pure. */
export function lastDeployed(history: readonly Revision[]): Revision | undefined {
  return (
    history.findLast(({ status }) => status === 'deployed') ??
    history.findLast(({ status }) => status === 'superseded')
  );
}

/** An operation that has begun and not ended. */
export function isPending({ status }: Revision): boolean {
  return status.startsWith('pending-') || status === 'uninstalling';
}
