# Sourced by the other scripts here: what they share to install what is missing.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
local_folder=$root/.local

# Root's programs go where the server's user can read them, which the clone may not be.
if [ "$(id -u)" = 0 ]; then npm_folder=/var/lib/contact-network/npm; else npm_folder=$local_folder/npm; fi

say() { printf '%s\n' "$*" >&2; }

has() { command -v "$1" >/dev/null 2>&1; }

# Whether packages of the system can be installed without asking anybody.
may_install() {
  has apt-get && { [ "$(id -u)" = 0 ] || { has sudo && sudo -n true 2>/dev/null; }; }
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# install_packages NAME...: from Debian's or Ubuntu's own repository.
install_packages() {
  say "Installing Debian packages: $*"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
    -o DPkg::Lock::Timeout=300 "$@" >&2 9>&-
}

# Refreshes the list of packages, once a run. A list that can't be refreshed may still serve.
refresh_packages() {
  [ -n "${packages_refreshed:-}" ] && return
  packages_refreshed=yes
  as_root apt-get update -qq -o DPkg::Lock::Timeout=300 >&2 || say "The list of packages could not be refreshed."
}

# Only one run at a time installs; the others then find what it installed.
take_turns() {
  mkdir -p "$local_folder"
  if has flock; then
    exec 9>"$local_folder/install.lock"
    flock 9
  fi
}

ensure_npm() {
  has npm && return
  may_install || return 1
  refresh_packages
  install_packages npm && has npm
}

# install_npm NAME VERSION: no scripts of the package run.
install_npm() {
  say "Installing the npm package $1 $2"
  mkdir -p "$npm_folder" &&
    npm install --prefix "$npm_folder" --save-exact --ignore-scripts --no-audit --no-fund --loglevel=error --update-notifier=false \
      "$1@$2" >&2
}
