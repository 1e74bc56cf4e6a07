/**
 * How long each kind of trouble may last before it is fatal, in milliseconds. Zero: at once, for it cannot heal without
 * a change. The numbers follow how the cluster behaves: a kubelet retries a pull after 10 s, then 20 s; a scheduler may
 * be waiting for a node; a mount waits for its Secret in steps that grow to two minutes.
 */
export interface Graces {
  /** The registry answered that it has no such image, or that we may not read it. */
  readonly imageMissing: number;
  /** The registry did not answer well: it may come back. */
  readonly imagePull: number;
  /** A missing Secret, ConfigMap or key: another object of the same release may be on its way. */
  readonly configMissing: number;
  readonly unschedulable: number;
  /** Unschedulable, but the autoscaler said that it adds a node. */
  readonly scaleUp: number;
  /** A volume whose Secret or ConfigMap does not exist. */
  readonly mountMissing: number;
  /** Any other trouble with a volume or the pod's sandbox. */
  readonly mount: number;
  /** The API server refuses the pods: quota, webhook, Pod Security, service account. */
  readonly createRefused: number;
  /** How many times a container may end before it is a crash loop. */
  readonly exits: number;
}

export const defaultGraces: Graces = {
  imageMissing: 0,
  imagePull: 45_000,
  configMissing: 5_000,
  unschedulable: 60_000,
  scaleUp: 300_000,
  mountMissing: 30_000,
  mount: 90_000,
  createRefused: 5_000,
  exits: 2,
};
