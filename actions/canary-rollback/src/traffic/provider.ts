import type { OriginalBackends } from './route-weights.ts';

/** What a provider says about the traffic now. */
export interface TrafficState {
  /** The canary's share in percent; 0 when it gets nothing. */
  readonly share: number;
  /** Where that is written, for people: `HTTPRoute orders: orders 75, orders-canary 25`. */
  readonly where: string;
  /** Whether that is what `set` made of a step. If not, somebody else wrote there. */
  keeps(step: StepTarget): boolean;
}

/** What a step asks for. */
export interface StepTarget {
  readonly percent: number;
  readonly replicas: number;
}

/** How to shift traffic. Every call may be repeated. */
export interface TrafficProvider {
  readonly name: 'gateway' | 'replicas';
  /** Asks the cluster. */
  read(): Promise<TrafficState>;
  /** Gives the canary this step's share. */
  set(step: StepTarget): Promise<void>;
  /** Takes all traffic from the canary and brings back what was there before. */
  clear(): Promise<void>;
}

/** What is remembered of a provider's work, to end it without the process that began it. */
export interface TrafficRecord {
  readonly provider: 'gateway' | 'replicas';
  readonly service: string;
  readonly route?: string | undefined;
  /** The route's backends before the canary. */
  readonly original?: OriginalBackends | undefined;
}
