import type { MachineState } from '../e2e/support/cluster-traces.ts';

/** What the steps of one machine share. */
export interface VmContext {
  /** Shows a line of what is under way. */
  readonly say: (line: string) => void;
  /** The machine as it was before the first step that is not its own. */
  machine: MachineState | undefined;
  /** What the services were doing then; undefined on a machine without them. */
  services: ServiceState | undefined;
}

/** What nobody but their owner may change of services that run beside a cluster. */
export interface ServiceState {
  /** Process numbers by unit. */
  readonly pids: Readonly<Record<string, string>>;
  /** Number of the container that runs in the machine's own engine. */
  readonly container: string;
  /** Firewall rules without counters. */
  readonly firewall: string;
}

/** One step, which a reader of the result sees as a line. */
export interface VmStep {
  readonly name: string;
  readonly limitMs: number;
  /** Runs also when a step before it has failed: it removes what that one left. */
  readonly always?: true;
  /** Gives the fact that shows that it went well. Throws otherwise; each line of the message is a reason. */
  readonly run: (context: VmContext) => Promise<string>;
}

/** Throws with all reasons when there are any. */
export function requireNone(what: string, found: readonly string[]): void {
  if (found.length > 0) throw new Error([what, ...found].join('\n'));
}
