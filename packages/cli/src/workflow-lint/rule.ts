import type { ActionFacts } from '@fairlead/core';
import type { PlacedText, Spot } from './model/spot.ts';
import type { Composite, Job, Step, Workflow } from './model/workflow.ts';
import type { Repository } from './repository.ts';
import type { Settings } from './settings.ts';

/** How much it weighs: errors and warnings make the exit code 1, an advice does not. */
export type Severity = 'error' | 'warning' | 'advice';

/** A step with one of our actions. */
export interface OurStep {
  readonly step: Step;
  readonly action: ActionFacts;
  readonly uses: PlacedText;
  /** Undefined in a composite action. */
  readonly job: Job | undefined;
  readonly settings: Settings;
  /** The composite action or workflow of the repository that holds it; undefined when it stands here itself. */
  readonly within?: string;
}

/** What our reusable workflows say of themselves. */
export interface WorkflowFacts {
  readonly name: string;
  readonly inputs: Readonly<
    Record<string, { readonly type: string; readonly required: boolean; readonly default?: string }>
  >;
  readonly secrets: readonly string[];
  readonly outputs: readonly string[];
  /** What the caller's job must grant. */
  readonly permissions: Readonly<Record<string, 'read' | 'write'>>;
  /** Whether the gate is in it. */
  readonly gate: boolean;
}

/** What rules look at: one file. */
export interface Subject {
  readonly file:
    | Workflow
    | Composite
    | { readonly kind: 'config'; readonly path: string; readonly text: string }
    | { readonly kind: 'environments'; readonly path: string; readonly text: string };
  readonly actions: readonly ActionFacts[];
  readonly workflows: readonly WorkflowFacts[];
  readonly repository: Repository;
  readonly ourSteps: readonly OurStep[];
}

/** What a rule has found. */
export interface Hit {
  readonly at: Spot;
  /** One sentence: what is wrong, with names. */
  readonly reason: string;
  /** What to do here, where that is more than the rule's own words. */
  readonly fix?: string;
}

/** One rule. */
export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  /** Why, in one sentence, for the table. */
  readonly why: string;
  /** What to do, in one sentence. */
  readonly fix: string;
  check(subject: Subject): Iterable<Hit>;
}
