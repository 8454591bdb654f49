#!/usr/bin/env bash
# Finds the openssl program, version 3 or newer, with which tests make certificates and signatures that the node then
# judges. Installs Debian's or Ubuntu's package where it is missing, or says what to install.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

has_openssl() { has openssl && openssl version | grep -q '^OpenSSL \([3-9]\|[1-9][0-9]\)\.'; }

if ! has_openssl; then
  take_turns
  if ! has_openssl && may_install; then
    refresh_packages
    install_packages openssl
  fi
  if ! has_openssl; then
    say "openssl 3 or newer is missing. Install it (on Debian: apt-get install openssl), then run this again."
    exit 1
  fi
  exec 9>&-
fi

openssl version
