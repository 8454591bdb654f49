#!/usr/bin/env bash
# Runs buf, the protos' linter and change checker, with the arguments given; installs it first where it is missing.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

version=1.75.0
program=$npm_folder/node_modules/.bin/buf

is_installed() { [ -x "$program" ] && [ "$("$program" --version 2>/dev/null)" = "$version" ]; }

if ! is_installed; then
  take_turns
  if ! is_installed; then
    if ! ensure_npm || ! install_npm @bufbuild/buf "$version" || ! is_installed; then
      say "buf $version was not found and could not be installed. Install npm (on Debian: apt-get install npm)."
      exit 1
    fi
  fi
  exec 9>&-
fi
exec "$program" "$@"
