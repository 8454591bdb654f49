#!/usr/bin/env bash
# Restores, builds, checks the layout of the code and runs every test. PostgreSQL, buf, openssl, fonts, the tools
# that look at printed pages and SoftHSM are installed if missing.
#
# usage: ./test.sh [arguments for dotnet test]
#
# The build is the one that ./demo.sh runs: Release, or what CONFIGURATION says.
# The last line reads "N passed, N failed, N skipped", where the layout check counts as one test. The status is 0
# only when everything ran and nothing failed.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

# The summary is read below, so it must be in English; no build process stays behind.
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1
configuration=${CONFIGURATION:-Release}
solution=ContactNetwork.sln
module_timeout=30m

finish() {
  echo "$1 passed, $2 failed, $3 skipped"
  [ "$2" = 0 ] && [ "$1" != 0 ]
  exit
}

step() {
  printf '\n== %s\n' "$1"
  shift
  "$@" && return
  echo "Failed: $*" >&2
  finish 0 1 0
}

if ! command -v dotnet >/dev/null; then
  echo "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0" >&2
  finish 0 1 0
fi

step "PostgreSQL" eng/postgres.sh
step "buf" eng/buf.sh --version
step "openssl" eng/openssl.sh
step "Fonts" eng/printing.sh
step "SoftHSM" eng/tokens.sh
step "Restore" dotnet restore "$solution" --locked-mode --verbosity quiet
step "Build" dotnet build "$solution" --no-restore --configuration "$configuration" --verbosity quiet --nologo

printf '\n== Layout\n'
layout_failed=0
if dotnet format "$solution" --no-restore --verify-no-changes --verbosity minimal; then
  echo "The layout is as .editorconfig says."
else
  echo "Some files are not laid out as .editorconfig says; 'dotnet format' puts them right." >&2
  layout_failed=1
fi

printf '\n== Tests\n'
output=$(mktemp)
trap 'rm -f "$output"' EXIT
dotnet test --solution "$solution" --no-build --configuration "$configuration" --no-progress --no-ansi \
  --timeout "$module_timeout" "$@" | tee "$output"
status=${PIPESTATUS[0]}

# count NAME: the number that the summary, which comes last, gives for NAME.
count() { sed -n '/^Test run summary/,$ s/^  '"$1"': \([0-9][0-9]*\)$/\1/p' "$output" | tail -n 1; }

passed=$(count succeeded) failed=$(count failed) skipped=$(count skipped) errors=$(count error)
if [ -z "$passed" ] || [ -z "$failed" ] || [ -z "$skipped" ]; then
  echo "The tests printed no summary." >&2
  finish 0 1 0
fi

# A test project that crashed, ran into its timeout or holds no test is an error, which counts as a failure.
failed=$((failed + ${errors:-0}))
if [ "$status" != 0 ] && [ "$failed" = 0 ]; then failed=1; fi
echo
finish "$((passed + 1 - layout_failed))" "$((failed + layout_failed))" "$skipped"
