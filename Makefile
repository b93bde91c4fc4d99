# SPDX-License-Identifier: BSD-2-Clause

PREFIX = /usr
DESTDIR =
SUITE = trixie
TARGET = all
SECONDS = 600
SEED = 1
# The input of a finding, to see it again.
FILE =
# Benchmarks, all unless named.
FIGURE =

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

build: ## build all programs and the native ones that are installed
	dotnet build RootfulContainers.slnx
	./install.sh --build-only

test: ## run the tests, all but those with a target of their own; boots Debian hosts (SUITE=trixie), needs root
	tests/run $(SUITE)

vm-test: ## the tests that take a kernel of their own, in qemu; needs root; after make build
	SUITE=$(SUITE) tests/vm/run

stacks-test: ## the examples and imported deployments as whole stacks; needs root; after make build
	SUITE=$(SUITE) bats --timing --setup-suite-file '$(CURDIR)/tests/e2e/setup_suite.bash' tests/stacks

upgrade-test: ## containers of an earlier build, over the installation of this one; needs root; after make build
	tests/upgrade/run

packages: ## build .deb, .rpm and a tarball into artifacts/packages; MACHINES='x86_64 aarch64'
	packaging/build $(MACHINES:%=--machine %)

packages-test: ## build them twice, install, upgrade and remove them; needs root; after make build
	tests/packages/run

release: ## what is published of the commit that is checked out, in artifacts/release; MACHINES= as above
	packaging/release $(MACHINES)

systems-test: ## the end-to-end tests on every system that is supported; hours; needs root; after make build
	tests/systems/run

load: ## ten rounds of fifty containers at once, and ten during reloads of systemd; after make build
	LOAD_ROUNDS=10 SUITE=$(SUITE) bats tests/e2e/90-load.bats

check: ## formatting, analyzers, shell scripts and unit files
	tests/check

fuzz: ## feed the parsers anything; SECONDS= for each TARGET=, or the FILE= of a finding
	tests/fuzz/run $(or $(FILE),$(TARGET) $(SECONDS) $(SEED))

bench: ## run the benchmarks, or those of FIGURE=, and write a report in artifacts/bench; needs root and an idle machine
	bench/run $(FIGURE)

demo: ## two containers of two users on a throwaway host; needs root
	./demo.sh $(SUITE)

install: ## build and install; PREFIX=, DESTDIR=
	./install.sh --prefix '$(PREFIX)' --destdir '$(DESTDIR)/'

uninstall: ## remove what was installed; definitions and the secret stay
	./install.sh --uninstall --prefix '$(PREFIX)' --destdir '$(DESTDIR)/'

clean: ## remove everything that was built, and the trees of the test hosts
	rm -rf artifacts "$${XDG_CACHE_HOME:-/var/cache}"/rootful-containers

.PHONY: help build test vm-test stacks-test upgrade-test packages packages-test release systems-test load check fuzz bench demo install uninstall clean
