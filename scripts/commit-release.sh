#!/usr/bin/env bash
# commit-release.sh TREE VERSION: commits a release tree in the current repository and tags it, without touching the
# work tree, the index or a branch, and without pushing. The exact tag is made once: running again with the same tree
# gives the same commit, with another one it is refused. The major tag moves to the newest version, never to a
# pre-release and never back. Plain git, so that the job that may write to the repository runs nothing that was installed.
set -euo pipefail
tree_folder=$1
version=$2

if [[ ! $version =~ ^v[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]]; then
  echo "commit-release: \"$version\" is not a version such as v1.2.3" >&2
  exit 1
fi

major=${version%%.*}
source=$(git rev-parse HEAD)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export GIT_INDEX_FILE="$scratch/index"
export GIT_AUTHOR_NAME=fairlead GIT_AUTHOR_EMAIL=fairlead@users.noreply.github.com
export GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL

git --work-tree="$tree_folder" add --all --force .
tree=$(git write-tree)
if git rev-parse --quiet --verify "refs/tags/$version" > /dev/null; then
  commit=$(git rev-parse "refs/tags/$version^{commit}")
  if [[ $(git rev-parse "$commit^{tree}") != "$tree" ]]; then
    echo "commit-release: the tag $version exists with another tree; a released version never changes" >&2
    exit 1
  fi
else
  parent=()
  if git rev-parse --quiet --verify "refs/tags/$major^{commit}" > /dev/null; then
    parent=(-p "$(git rev-parse "refs/tags/$major^{commit}")")
  fi
  commit=$(git commit-tree "$tree" "${parent[@]}" -m "$version" -m "Release tree of $source.")
  git tag "$version" "$commit"
fi
newest=$(git tag --list "$major.*" | grep --invert-match -e - | sort --version-sort | tail --lines=1 || true)
if [[ $version == "$newest" ]]; then git tag --force "$major" "$commit" > /dev/null; fi
echo "$commit"
