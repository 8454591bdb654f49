#!/usr/bin/env bash
# Makes what docker-compose.yml mounts, under .local/compose: keys, certificates, passwords, and the file "env" with the
# variables that the compose file asks for. docs/compose.md says how to go on.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The user that the containers run as must be able to read the files, so it is the one who calls; never root.
image_user=1654:1654
folder=.local/compose

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
mkdir -p .local
dotnet run --project src/ContactNetwork.Lab --configuration Release --verbosity quiet -- compose "$folder"
if [ "$(id -u)" = 0 ]; then
  user=$image_user
  chown -R "$user" "$folder"
else
  user=$(id -u):$(id -g)
fi
echo "CONTACT_NETWORK_USER=$user" >"$folder/env"
echo "Made $folder. Next: docker compose --env-file $folder/env up --detach; docs/compose.md goes on from there."
