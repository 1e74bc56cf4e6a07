import { suggestWord } from '@fairlead/core';
import { argumentsOfSources, BUILT_IN } from '../dockerfile/named-sources.ts';
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

/** Names under which Dockerfiles take the commit; `revision` is the word of the OCI labels. */
const COMMIT_NAMES = ['COMMIT', 'REVISION', 'GIT_COMMIT', 'VCS_REF'];

/** Arguments that the engine takes without an ARG (https://docs.docker.com/reference/dockerfile, "Predefined ARGs"). */
const WITHOUT_ARG = /^(?:(?:https?|ftp|all|no)_proxy|BUILDKIT_\w+|SOURCE_DATE_EPOCH)$/i;

/** The frontend that reads Dockerfiles as they are documented. */
const OWN_FRONTEND = /^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?(?:[:@]|$)/;

/**
 * The user's build arguments, with the version and the commit where a stage declares VERSION, COMMIT or another of its
 * names, and the user did not set it. Where the name chooses a base image (`ARG VERSION=3.20`, `FROM alpine:$VERSION`) or completes the address of a download, it
 * is another thing's version and keeps its default. Pure.
 */
export function buildArguments(
  dockerfile: Dockerfile,
  identity: BuildIdentity,
  own: Readonly<Record<string, string>>,
): BuildArguments {
  const known: (readonly [string, string])[] = [
    ['VERSION', identity.version],
    ...COMMIT_NAMES.map((name) => [name, identity.commit] as const),
  ];
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

/**
 * Arguments of the user that nothing in the Dockerfile takes, a sentence each: the engine only mentions them in its log.
 * None where another frontend reads the file, whose arguments are its own. Pure.
 */
export function tellUnusedArguments(
  dockerfile: Dockerfile,
  own: Readonly<Record<string, string>>,
): readonly string[] {
  if (dockerfile.syntax !== undefined && !OWN_FRONTEND.test(dockerfile.syntax.image)) return [];
  const declared = [...dockerfile.globals, ...dockerfile.stages.flatMap((stage) => stage.arguments)];
  const names = [...new Set(declared.map(({ name }) => name))];
  return Object.keys(own)
    .filter((name) => !names.includes(name) && !WITHOUT_ARG.test(name) && !BUILT_IN.test(name))
    .map((name) => {
      const near = suggestWord(name, names);
      const hint = near === undefined ? '' : `; did you mean ${near}?`;
      return `build-args: no ARG of the Dockerfile takes ${name}${hint}`;
    });
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
