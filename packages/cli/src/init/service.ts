/** A number found in code, and where. */
export interface Found<Value> {
  readonly value: Value;
  /** `cmd/orders/main.go:12`, relative to the module. */
  readonly at: string;
}

/** What the code of a module says about the program that becomes the image. */
export interface Program {
  /** The main package that runs in the image, such as `./cmd/orders` or `.`. */
  readonly main: string;
  /** The other main packages. */
  readonly others: readonly string[];
  /** Whether anything in the code waits for connections. */
  readonly listens: boolean;
  /** Ports that the code names, the likeliest first; none when there is none to see. */
  readonly ports: readonly Found<number>[];
  /** An address such as `localhost:8080`, which nobody outside of the pod reaches; undefined when it names another. */
  readonly local: Found<string> | undefined;
  /** Whether the port is taken from the variable PORT. */
  readonly portVariable: boolean;
  readonly liveness: Found<string> | undefined;
  readonly readiness: Found<string> | undefined;
  readonly metrics: Found<string> | undefined;
  /** The request histogram that the code names. */
  readonly histogram: string | undefined;
}

/** A Go module, as far as what is written for it depends on it. */
export interface Service {
  /** A name for release, Deployment, Service and chart. */
  readonly name: string;
  /** Path of the module, for example `github.com/acme/orders`. */
  readonly module: string;
  /** Folder of the module, relative to the repository with slashes; `.` is the repository itself. */
  readonly folder: string;
  /** Whether the repository has more modules than this one. */
  readonly oneOfSeveral: boolean;
  /** Major and minor version of Go to build with; `1` where the module is older than any that is supported. */
  readonly go: string;
  /** Whether it is compiled with files from outside of its own folder: a go.work, or a replacement. */
  readonly needsRepository: boolean;
  /** Whether its dependencies cannot be downloaded before its own files are there. */
  readonly needsFilesFirst: boolean;
  readonly cgo: boolean;
  /** Undefined: the module is a library. */
  readonly program: Program | undefined;
}

/** The port when the code does not name one. */
export const USUAL_PORT = 8080;

/** The port that the program is taken to listen on. */
export function portOf({ ports }: Program): number {
  return ports[0]?.value ?? USUAL_PORT;
}
