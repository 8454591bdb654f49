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
cat >"$folder/env" <<END
CONTACT_NETWORK_USER=$user
# The images that ours are built on: one with the .NET 10 SDK, one with the ASP.NET Core 10 runtime (Debian or Ubuntu).
CONTACT_NETWORK_SDK_IMAGE=${CONTACT_NETWORK_SDK_IMAGE:-}
CONTACT_NETWORK_RUNTIME_IMAGE=${CONTACT_NETWORK_RUNTIME_IMAGE:-}
END
echo "Made $folder."
if [ -z "${CONTACT_NETWORK_SDK_IMAGE:-}" ] || [ -z "${CONTACT_NETWORK_RUNTIME_IMAGE:-}" ]; then
  echo "Name the two images in $folder/env first; docs/compose.md says which."
fi
echo "Next: docker compose --env-file $folder/env up --detach; docs/compose.md goes on from there."
