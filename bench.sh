#!/usr/bin/env bash
# Measures the node against floors of the same run and prints a table with the ratio to each.
#
# usage: ./bench.sh [--json FILE] [--backlog N] [--members N,...] [--only NAME,...]
#
#   --json FILE   also writes the rows as a list of objects: name, unit, value, floor, ratio, aim, met
#   --backlog N   how many dispatches wait before the drain is measured (10000)
#   --members N   how many countries are in the networks of the part scale (2,10,50,200)
#   --only NAME   measures only these parts: start, lookup, alert, filing, backlog; and scale, which is measured only
#                 when it is named: networks of many countries, about nine minutes
#
# Takes about six minutes on two cores; run it on a machine that has nothing else to do.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

eng/postgres.sh >/dev/null
dotnet build tests/ContactNetwork.Benchmarks --configuration Release --verbosity quiet --nologo >&2
exec dotnet tests/ContactNetwork.Benchmarks/bin/Release/net10.0/ContactNetwork.Benchmarks.dll "$@"
