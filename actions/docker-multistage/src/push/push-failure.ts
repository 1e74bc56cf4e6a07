import { ToolError } from '@fairlead/core';

/** A tag that could not be pushed. */
export interface FailedPush {
  /** The complete reference. */
  readonly reference: string;
  readonly reason: string;
  readonly tries: number;
  /** What this run has pushed before it, complete references. */
  readonly before: readonly string[];
  /** The digest that the tag stands for; undefined when nobody knows. */
  readonly standing?: string | undefined;
  readonly argv: readonly string[];
  readonly exitCode?: number;
}

/** ECR, Harbor, Artifact Registry, ACR, Quay and Docker Hub say it in words of their own. */
const IMMUTABLE =
  /immutab|cannot be (?:overwritten|updated|moved)|already exists|is locked|tag invalid.*exist|overwrite/i;

/** What a push failed for, by the registry's words, and what to do. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /\b405\b|method not allowed|unsupported|read.?only|maintenance/i,
    'the registry takes no pushes: is it read-only for maintenance, or a mirror or proxy of another one?',
  ],
  [
    /denied|unauthorized|no basic auth|forbidden|authentication required|insufficient/i,
    'the login lacks the right to push: for ghcr.io grant the job `packages: write`, else give registry-username and registry-password',
  ],
  [
    /name (unknown|invalid)|not found|does not exist/i,
    'does the repository or project exist in the registry? some registries create none by themselves',
  ],
  [
    /quota|limit exceeded|no space left|insufficient storage|\b507\b/i,
    'the registry has no room left for this repository: remove old images, or raise its quota',
  ],
  [
    /too large|\b413\b/i,
    'a proxy before the registry limits the size of uploads: raise its limit (client_max_body_size of nginx)',
  ],
];

/** The error of a tag that was refused; a tag that may not move is told as such. */
export function pushFailure(failed: FailedPush): ToolError {
  const { reference, reason, tries, before, standing, argv, exitCode } = failed;
  const rest = before.length === 0 ? 'no tag was pushed' : `pushed before it: ${before.join(', ')}`;
  const common = { argv: ['docker', ...argv], ...(exitCode === undefined ? {} : { exitCode }) };
  if (IMMUTABLE.test(reason)) {
    const there = standing === undefined ? 'another image' : standing;
    return new ToolError({
      code: 'IMAGE_TAG_IMMUTABLE',
      message: `${reference} stands for ${there}, and the registry lets no tag move: ${reason} (${rest})`,
      hint: 'release under a new version, or delete the tag in the registry; tag-sha: false leaves out the tag of the commit, which a second build of one commit would move',
      ...common,
    });
  }
  const often = tries === 1 ? '' : ` in ${tries} tries`;
  return new ToolError({
    code: 'IMAGE_PUSH_FAILED',
    unchecked: true,
    message: `${reference} was not pushed${often}: ${reason} (${rest})`,
    hint:
      HINTS.find(([pattern]) => pattern.test(reason))?.[1] ??
      'check that the engine reaches the registry; the engine, not the runner, sends the image',
    ...common,
  });
}
