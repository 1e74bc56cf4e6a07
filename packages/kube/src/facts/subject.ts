/** Names one object. */
export interface Subject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** `Deployment orders`. */
export function describeSubject({ kind, name }: Subject): string {
  return `${kind} ${name}`;
}
