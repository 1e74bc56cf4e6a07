/** Everything that is in the way, at once. Nothing was written. */
export class Refusal extends Error {
  readonly problems: readonly string[];

  constructor(...problems: readonly string[]) {
    super(problems.join('; '));
    this.name = 'Refusal';
    this.problems = problems;
  }
}
