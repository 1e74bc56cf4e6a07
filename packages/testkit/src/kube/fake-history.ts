import type { KubeObject } from '@fairlead/kube';

/** One call that changed or tried to change something. */
export interface FakeCall {
  readonly verb: 'create' | 'replace' | 'patch' | 'delete';
  readonly kind: string;
  readonly name: string;
  /** The object or patch that was sent; undefined for a delete. */
  readonly body: unknown;
}

type Reaction = (object: KubeObject, verb: FakeCall['verb']) => void;

/** What a test sees of the changes, and how it meddles with them. */
export interface FakeHistory {
  /** All changes in order. */
  readonly calls: FakeCall[];
  /** Plays the controllers: called after every change with the object as stored; may `put`. */
  onChange(react: Reaction): void;
  /** The next calls that match fail with this error, once each. */
  failNext(verb: FakeCall['verb'] | 'get' | 'proxy', kind: string, error: Error): void;
}

/** The side of it that the verbs use. */
export interface Recorder extends FakeHistory {
  /** Throws what was meant for such a call. */
  trip(verb: FakeCall['verb'] | 'get' | 'proxy', kind: string): void;
  /** Lets the controllers react. */
  react: Reaction;
}

/** Makes a history of nothing. */
export function createRecorder(): Recorder {
  const failures: { verb: string; kind: string; error: Error }[] = [];
  let reaction: Reaction = () => {};
  return {
    calls: [],
    onChange: (react) => {
      reaction = react;
    },
    failNext: (verb, kind, error) => void failures.push({ verb, kind, error }),
    trip(verb, kind) {
      const at = failures.findIndex((failure) => failure.verb === verb && failure.kind === kind);
      if (at >= 0) throw failures.splice(at, 1)[0]?.error;
    },
    react: (object, verb) => reaction(object, verb),
  };
}
