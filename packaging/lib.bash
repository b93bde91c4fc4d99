# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# What the programs in this directory share: the description, the version, and what makes a build reproducible.

set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
packaging=$repository/packaging
# Modes, names and order of files are the same for everybody.
umask 022
export LC_ALL=C TZ=UTC0

fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# field NAME: one line of the description.
field() {
    sed -n "s/^$1: //p" "$packaging/description" | grep .
}

# text NAME: the lines below it.
text() {
    awk -v name="$1:" '/^[^ #]/ { inside = $1 == name; next } inside && /^ / { print }' "$packaging/description" | grep .
}

is_work_tree() {
    [[ $(git -C "$repository" rev-parse --show-toplevel 2>/dev/null) == "$repository" ]]
}

# The version of the programs. What is built of a commit that has no tag of it comes before it, in the order of commits.
version() {
    local release commit
    release=$(sed -n 's/.*<VersionPrefix>\(.*\)<.*/\1/p' "$repository/Directory.Build.props")
    if ! is_work_tree || [[ -n $(git -C "$repository" tag --points-at HEAD --list "v$release") ]]; then
        echo "$release"
    else
        commit=$(TZ=UTC0 git -C "$repository" log -1 --date=format-local:%Y%m%d%H%M%S --format=%cd.%h --abbrev=8)
        echo "$release~git$commit"
    fi
}

# The time that all files have: the commit's, or that of the sources that somebody unpacked.
source_date() {
    if [[ -n ${SOURCE_DATE_EPOCH-} ]]; then
        echo "$SOURCE_DATE_EPOCH"
    elif is_work_tree; then
        git -C "$repository" log -1 --format=%ct
    else
        stat -c %Y "$packaging/description"
    fi
}

# archive FILE DIRECTORY NAME...: the same bytes whoever packs it, wherever and whenever.
archive() {
    local file=$1 directory=$2
    shift 2
    tar -C "$directory" --format=gnu --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner -c "$@" |
        gzip -9n >"$file"
}
