/** What a change has added, by absolute path; `none` where there is nothing to compare with. */
export type Change =
  | {
      readonly state: 'known';
      readonly base: string;
      readonly added: ReadonlyMap<string, ReadonlySet<number>>;
    }
  | {
      readonly state: 'none';
      readonly reason: string;
      /** The base, where there is one and nothing differs from it. */
      readonly base?: string;
    };
