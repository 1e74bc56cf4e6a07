#!/usr/bin/env bash
# check-release-tag.sh TAG: whether the tag source/v1.2.3 may start a release, and prints v1.2.3. The tag is signed by a
# key of .github/allowed-signers as main has that file now, is about itself, points to HEAD, which is on main, and names
# the version of package.json. Plain git: it runs before anything of the tag's own commit does.
set -euo pipefail
tag=$1
fail() {
  echo "check-release-tag: $1" >&2
  exit 1
}

if [[ ! $tag =~ ^source/v[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]]; then
  fail "\"$tag\" is not a tag such as source/v1.2.3"
fi
version=${tag#source/}
main=$(git rev-parse --quiet --verify refs/remotes/origin/main || git rev-parse --verify refs/heads/main)
if [[ $(git cat-file -t "refs/tags/$tag") != tag ]]; then
  fail "$tag is not signed: make it with git tag --sign"
fi
# A signed tag that was pushed under another name says what it was signed as.
named=$(git cat-file tag "refs/tags/$tag" | sed -n '/^$/q; s/^tag //p')
if [[ $named != "$tag" ]]; then fail "the object of the tag $tag was signed as $named"; fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
git show "$main:.github/allowed-signers" > "$scratch/signers"
# Only these keys count: none of the machine's own, of whatever kind.
verify=(git -c "gpg.ssh.allowedSignersFile=$scratch/signers" -c gpg.ssh.revocationFile= -c gpg.program=false -c gpg.x509.program=false)
if ! "${verify[@]}" verify-tag "refs/tags/$tag" > "$scratch/told" 2>&1; then
  fail "$tag is not signed by a key of .github/allowed-signers: $(tail -n 1 "$scratch/told")"
fi
if [[ $(git rev-parse "refs/tags/$tag^{commit}") != $(git rev-parse HEAD) ]]; then fail "HEAD is not the commit of $tag"; fi
if ! git merge-base --is-ancestor HEAD "$main"; then fail "$tag is not on main"; fi
own=$(git show HEAD:package.json | sed -n 's/^  "version": "\(.*\)",$/v\1/p')
if [[ $own != "$version" ]]; then fail "$tag names another version than package.json, which has $own"; fi
echo "$version"
