#!/usr/bin/env bash
# Starts a network of two countries on this machine, shows a preservation request travel from one to the other, and lets
# a third country join the running network.
# Stays up until Ctrl-C, which leaves nothing running; starting again goes on with the same data, kept in .local/lab.
#
# usage: ./demo.sh [--exit] [--folder DIR] [--request FILE]
#   --exit   end after the story: status 0 if all of it came true, else non-zero with the reason
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1
configuration=Release
lab=src/ContactNetwork.Lab/bin/$configuration/net10.0/ContactNetwork.Lab.dll

fail() {
  echo "$*" >&2
  exit 1
}

command -v dotnet >/dev/null || fail "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0"
if [ -z "${CONTACT_NETWORK_POSTGRES:-}" ]; then eng/postgres.sh >/dev/null; fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "Building (the first time takes a minute or two) ..."
if ! dotnet build src/ContactNetwork.Lab/ContactNetwork.Lab.csproj --configuration "$configuration" --verbosity quiet --nologo >"$log" 2>&1; then
  cat "$log" >&2
  fail "The build failed."
fi
rm -f "$log"
trap - EXIT

# The lab takes this shell's place, so that Ctrl-C and signals reach it and its status is ours.
exec dotnet "$lab" "$@"
