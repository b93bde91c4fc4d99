# SPDX-License-Identifier: BSD-2-Clause

PREFIX = /usr
DESTDIR =

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

build: ## build all programs and the native ones that are installed
	dotnet build RootfulContainers.slnx
	./install.sh --build-only

check: ## formatting, analyzers, shell scripts and unit files
	tests/check

install: ## build and install; PREFIX=, DESTDIR=
	./install.sh --prefix '$(PREFIX)' --destdir '$(DESTDIR)/'

uninstall: ## remove what was installed; definitions and the secret stay
	./install.sh --uninstall --prefix '$(PREFIX)' --destdir '$(DESTDIR)/'

clean: ## remove everything that was built, and the trees of the test hosts
	rm -rf artifacts "$${XDG_CACHE_HOME:-/var/cache}"/rootful-containers

.PHONY: help build check install uninstall clean
