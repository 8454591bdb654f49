#!/usr/bin/env bash
# Finds SoftHSM, a PKCS#11 token made of files, for the tests of keys on tokens; installs it if it is missing, or says what
# to install. Prints the module's path.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

module() {
  local folder
  for folder in /usr/lib/softhsm /usr/lib/*/softhsm /usr/lib64/softhsm /usr/lib64/pkcs11 /usr/local/lib/softhsm; do
    [ -f "$folder/libsofthsm2.so" ] && { echo "$folder/libsofthsm2.so"; return; }
  done
  return 1
}

is_there() { module >/dev/null && has softhsm2-util; }

if ! is_there; then
  take_turns
  if ! is_there && may_install; then
    refresh_packages
    install_packages softhsm2
  fi
  if ! is_there; then
    say "SoftHSM is missing. Install it (on Debian: apt-get install softhsm2), then run this again."
    exit 1
  fi
  exec 9>&-
fi
module
