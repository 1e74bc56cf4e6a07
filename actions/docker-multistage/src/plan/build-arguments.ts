import { argumentsOfSources } from '../dockerfile/named-sources.ts';
import type { Dockerfile } from '../dockerfile/read-dockerfile.ts';

/** Identity of the build, for the binary. */
export interface BuildIdentity {
  readonly version: string;
  readonly commit: string;
}

/** The arguments of a build, and what is not given by itself although the Dockerfile declares it. */
export interface BuildArguments {
  readonly values: Readonly<Record<string, string>>;
  readonly withheld: readonly WithheldArgument[];
}

/** An argument that means something else in this Dockerfile. */
export interface WithheldArgument {
  readonly name: string;
  readonly reason: string;
}

/**
 * The user's build arguments, with VERSION and COMMIT where a stage declares them and the user did not set them. Where
 * the name chooses a base image (`ARG VERSION=3.20`, `FROM alpine:$VERSION`) or completes the address of a download, it
 * is another thing's version and keeps its default. Pure.
 */
export function buildArguments(
  dockerfile: Dockerfile,
  identity: BuildIdentity,
  own: Readonly<Record<string, string>>,
): BuildArguments {
  const known = Object.entries({ VERSION: identity.version, COMMIT: identity.commit });
  const wanted = known.filter(
    ([name, value]) => value !== '' && !Object.hasOwn(own, name) && isDeclared(dockerfile, name),
  );
  const withheld = wanted.flatMap(([name]) => {
    const reason = otherMeaning(dockerfile, name);
    return reason === undefined ? [] : [{ name, reason }];
  });
  const given = wanted.filter(([name]) => !withheld.some((other) => other.name === name));
  return { values: { ...Object.fromEntries(given), ...own }, withheld };
}

function isDeclared({ stages }: Dockerfile, name: string): boolean {
  return stages.some((stage) => stage.arguments.some((argument) => argument.name === name));
}

function otherMeaning(dockerfile: Dockerfile, name: string): string | undefined {
  if (argumentsOfSources(dockerfile).has(name)) return 'it decides which image is used';
  if (hasDefault(dockerfile, name) && isInAddress(dockerfile, name))
    return 'it is part of an address that the build downloads from';
  return undefined;
}

function hasDefault({ globals, stages }: Dockerfile, name: string): boolean {
  return [...globals, ...stages.flatMap((stage) => stage.arguments)].some(
    (argument) => argument.name === name && (argument.value ?? '') !== '',
  );
}

/** `ADD https://example.com/tool-${VERSION}.tgz`: a version of ours would make it a download that does not exist. */
function isInAddress({ stages }: Dockerfile, name: string): boolean {
  const used = new RegExp(`\\$\\{?${name}\\b`);
  const words = stages.flatMap((stage) => stage.instructions.flatMap(({ rest }) => rest.split(/[\s"']/)));
  return words.some((word) => {
    const from = word.search(/https?:\/\//);
    return from >= 0 && used.test(word.slice(from));
  });
}
