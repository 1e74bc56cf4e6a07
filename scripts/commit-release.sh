#!/usr/bin/env bash
# commit-release.sh BUILT VERSION: commits a release, the source of HEAD together with what was built from it, and tags
# it; without touching the work tree, the index or main, and without pushing. Prints the commit.
#
# The commit goes on top of the branch release/v1 (its parent is the release before it, the first one has none), so each
# version stays on a branch. All that is in it comes from HEAD, BUILT and the parent, its dates too: whoever has the same
# three gets the same commit. An exact tag is made once: with another tree it is refused. The tag v1 moves to the newest
# version, never to a pre-release and never back.
# Plain git, so that the job that may write to the repository runs nothing that was installed.
set -euo pipefail
built=$1
version=$2
fail() {
  echo "commit-release: $1" >&2
  exit 1
}

if [[ ! $version =~ ^v[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]]; then
  fail "\"$version\" is not a version such as v1.2.3"
fi
major=${version%%.*}
branch=release/$major
source=$(git rev-parse HEAD)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export GIT_AUTHOR_NAME=fairlead GIT_AUTHOR_EMAIL=fairlead@users.noreply.github.com
export GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
date="@$(git show --no-patch --format=%ct HEAD) +0000"
export GIT_AUTHOR_DATE=$date GIT_COMMITTER_DATE=$date

# What was built: regular files, and only those that a build makes. None is executable: on its way from the job that builds
# to the one that publishes a file loses that.
export GIT_INDEX_FILE="$scratch/built"
git -c core.autocrlf=false -c core.fileMode=false --work-tree="$built" add --all --force .
allowed='^(SHA256SUMS|action\.yml|release\.json|(cli|actions/[a-z0-9-]+/dist)/[^/]+)$'
while IFS=$'\t' read -r facts path; do
  if [[ ${facts%% *} != 100644 || ! $path =~ $allowed ]]; then
    fail "$path is nothing that a build makes"
  fi
done < <(git ls-files --stage)
built_tree=$(git write-tree)

# The source without the workflows that run here: GitHub lets no token of a job push a commit that changes workflows.
# Those that others call stay; main has the same.
export GIT_INDEX_FILE="$scratch/release"
git read-tree HEAD
while read -r workflow; do
  if ! git show "HEAD:$workflow" | grep --quiet '^ *workflow_call:'; then git rm --cached --quiet -- "$workflow"; fi
done < <(git ls-files .github/workflows)
if ! git read-tree --prefix= "$built_tree" 2> "$scratch/overlap"; then
  fail "the source has a file that a build makes: $(head -n 1 "$scratch/overlap")"
fi
tree=$(git write-tree)

last=$(git rev-parse --quiet --verify "refs/heads/$branch" || git rev-parse --quiet --verify "refs/remotes/origin/$branch" || true)
if git rev-parse --quiet --verify "refs/tags/$version" > /dev/null; then
  commit=$(git rev-parse "refs/tags/$version^{commit}")
  if [[ $(git rev-parse "$commit^{tree}") != "$tree" ]]; then
    fail "the tag $version exists with another tree; a released version never changes"
  fi
  if [[ -z $last ]] || ! git merge-base --is-ancestor "$commit" "$last"; then
    fail "the tag $version exists on a commit that is not on $branch"
  fi
else
  parent=()
  if [[ -n $last ]]; then parent=(-p "$last"); fi
  # A run that was ended before it had set the tag has made this very commit: it is not made a second time upon itself.
  if [[ -n $last && $(git rev-parse "$last^{tree}") == "$tree" && $(git show --no-patch --format=%B "$last") == "$version"$'\n\n'"Source-Commit: $source" ]]; then
    commit=$last
  else
    commit=$(git commit-tree "$tree" "${parent[@]}" -m "$version" -m "Source-Commit: $source")
  fi
  git update-ref "refs/heads/$branch" "$commit" "$(git rev-parse --quiet --verify "refs/heads/$branch" || true)"
  git tag "$version" "$commit"
fi
newest=$(git tag --list "$major.*" | grep --invert-match -e - | sort --version-sort | tail --lines=1 || true)
if [[ $version == "$newest" ]]; then git tag --force "$major" "$commit" > /dev/null; fi
echo "$commit"
