# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# shellcheck disable=SC2154 # variables of the other lib.bash and of bats
#
# The words of the cases about packages, beside those of tests/e2e.

load ../e2e/lib

cd "$repository" || exit
readme=$repository/README.md

# A host on which nothing of the project is, nor what builds it.
fresh_host() {
    boot_host
    run ! host sh -c 'command -v dotnet || command -v gcc || command -v rootfulctl'
}

# copy_packages DIRECTORY: to /root of the host.
copy_packages() {
    tar -C "$1" -c . | host tar --no-same-owner -C /root -x
}

# block INFO [NUMBER]: the text of README.md's fenced block with that info string.
block() {
    awk -v fence="\`\`\`$1" -v wanted="${2:-1}" '
        $0 == fence { inside = ++count == wanted; next }
        /^```/ { inside = 0 }
        inside' "$readme"
}

# What README.md says, by somebody who says yes.
install_as_readme_says() {
    local commands
    commands=$(block "sh package" | sed 's/^apt /apt --yes /')
    [[ $commands == *'apt --yes install'* ]]
    host bash -exuo pipefail -c "cd /root; export DEBIAN_FRONTEND=noninteractive; $commands"
}

# deb FILE: installs it, over whatever is there.
deb() {
    host sh -c "cat >/root/other.deb" <"$1"
    host env DEBIAN_FRONTEND=noninteractive apt --yes --allow-downgrades install /root/other.deb
}

installed_version() {
    # shellcheck disable=SC2016 # a field of dpkg's
    host dpkg-query -W -f '${db:Status-Status} ${Version}' rootful-containers
}

secret_of_host() {
    host sha256sum /etc/rootful-containers/secret
}

web_is() {
    [[ $(host as test podman inspect --format '{{.Id}} {{.State.Status}}' web) == "$1" ]]
}
