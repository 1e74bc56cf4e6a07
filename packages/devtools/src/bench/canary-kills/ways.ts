/** A way to shift traffic, and how the forged cluster is made to take it. */
export interface Way {
  readonly name: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** Every ready pod of the canary has users; else the overlay's weight says who has. */
  readonly byPods: boolean;
}

/** All ways that have a fuse. */
export const WAYS: readonly Way[] = [
  { name: 'overlay', inputs: { provider: 'gateway' }, byPods: false },
  { name: 'replicas', inputs: { provider: 'replicas' }, byPods: true },
];

/** The shortest that the inputs allow; the forged cluster's time is moved on, so nobody waits for them. */
export const LEASE_S = 60;

/** Beside the steps of seconds that all runs in the forged cluster have. */
export const QUICK: Readonly<Record<string, string>> = {
  lease: `${LEASE_S}s`,
  'promote-within': `${LEASE_S}s`, // a run that is killed when all is over has passed: then this is its lease
  'min-requests': '1',
};
