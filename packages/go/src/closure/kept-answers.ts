/** What a program said of one package. */
export interface KeptAnswer {
  /** What the package was made of, and which program it was. */
  readonly key: string;
  /** When it was said, in milliseconds since 1970. */
  readonly at: number;
  /** In the form of whoever keeps it; it is read as if a stranger had written it. */
  readonly findings: readonly unknown[];
}

/** Answers by import path, the newest last. */
export type KeptAnswers = ReadonlyMap<string, readonly KeptAnswer[]>;

/** Reads what was kept; what is too old, too new or of another form is left out. */
export function readAnswers(body: string | undefined, isYoung: (at: number) => boolean): KeptAnswers {
  const entries = parsedList(body);
  return new Map(
    entries.flatMap((entry: unknown): [string, readonly KeptAnswer[]][] => {
      const [name, kept] = Array.isArray(entry) ? (entry as readonly unknown[]) : [];
      if (typeof name !== 'string' || !Array.isArray(kept)) return [];
      return [[name, (kept as readonly unknown[]).filter(isAnswer).filter(({ at }) => isYoung(at))]];
    }),
  );
}

function isAnswer(value: unknown): value is KeptAnswer {
  const { key, at, findings } = (value ?? {}) as Partial<Record<keyof KeptAnswer, unknown>>;
  return typeof key === 'string' && typeof at === 'number' && Array.isArray(findings);
}

function parsedList(body: string | undefined): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(body ?? '[]');
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}
