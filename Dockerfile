# The images of the national node (target "node") and of its people's OpenID provider (target "identity").
# docker-compose.yml shows how they are run. They are built on two images that whoever builds them names: one with the
# .NET 10 SDK, and one with the ASP.NET Core 10 runtime on Debian or Ubuntu.
ARG SDK_IMAGE
ARG RUNTIME_IMAGE

FROM ${SDK_IMAGE} AS build
WORKDIR /source
COPY global.json .editorconfig Directory.Build.props Directory.Packages.props ./
COPY eng/banned-symbols eng/banned-symbols
COPY protos protos
COPY src src
RUN dotnet publish src/ContactNetwork.Node --configuration Release --output /programs/node \
  && dotnet publish src/ContactNetwork.Identity --configuration Release --output /programs/identity

# What both run on. The health checks use curl. The folder for data may be written by whichever user the program runs
# as: a new volume takes its permissions, and only one program mounts each volume.
FROM ${RUNTIME_IMAGE} AS program
RUN apt-get update \
  && apt-get install --yes --no-install-recommends curl \
  && rm -rf /var/lib/apt/lists/* \
  && install --directory --mode=1777 /var/lib/contact-network
ENV DOTNET_EnableDiagnostics=0
USER $APP_UID

FROM program AS node
COPY --from=build /programs/node /programs/node
WORKDIR /programs/node
ENTRYPOINT ["dotnet", "ContactNetwork.Node.dll"]

FROM program AS identity
COPY --from=build /programs/identity /programs/identity
WORKDIR /programs/identity
ENTRYPOINT ["dotnet", "ContactNetwork.Identity.dll"]
