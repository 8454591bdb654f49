using System.Text.RegularExpressions;

namespace ContactNetwork.Architecture.Tests.Compose;

public sealed class ComposeTests(ComposeTests.Setting setting) : IClassFixture<ComposeTests.Setting>
{
    private static readonly Dictionary<string, string> Variables = new()
    {
        ["CONTACT_NETWORK_USER"] = "1000:1000",
        ["CONTACT_NETWORK_SDK_IMAGE"] = "sdk:10.0",
        ["CONTACT_NETWORK_RUNTIME_IMAGE"] = "runtime:10.0",
    };

    [Fact]
    public void The_compose_file_fits_the_programs_that_it_runs()
    {
        List<string> faults = Faults(setting.Compose, setting.Dockerfile);

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void Two_countries_have_a_node_a_provider_and_a_database_each() => Assert.Equal(
        ["xa-identity", "xa-node", "xa-postgres", "xb-identity", "xb-node", "xb-postgres"],
        ComposeFile.Parse(setting.Compose, Variables).Services.Select(service => service.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void What_the_images_are_built_from_is_there_and_is_not_kept_out()
    {
        string[] ignored = File.ReadAllLines(Path.Combine(Baseline.Root, ".dockerignore"));
        string[] copied = [.. DockerStage.Read(setting.Dockerfile).Values.SelectMany(stage => stage.Copied)];

        Assert.Contains("src", copied);
        Assert.All(copied, path => Assert.True(Path.Exists(Path.Combine(Baseline.Root, path)), path));
        Assert.Empty(copied.Intersect(ignored));
    }

    [Theory]
    [InlineData("CONTACT_NETWORK_USER")]
    [InlineData("CONTACT_NETWORK_SDK_IMAGE")]
    [InlineData("CONTACT_NETWORK_RUNTIME_IMAGE")]
    public void Without_one_of_its_variables_the_compose_file_is_not_read_and_says_what_to_do(string variable)
    {
        var missing = Assert.Throws<InvalidDataException>(
            () => ComposeFile.Parse(setting.Compose, Variables.Where(one => one.Key != variable).ToDictionary()));

        Assert.Contains(variable, missing.Message, StringComparison.Ordinal);
        Assert.Contains("compose", missing.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CONTACT_NETWORK_Node__Country: XA", "CONTACT_NETWORK_Node__Cuontry: XA", "There is no setting Node:Cuontry")]
    [InlineData("Node__Country: XA", "Node__Country: Avalonia", "two upper-case letters")]
    [InlineData("DutyList__0__Person:", "DutyList__0__Persno:", "There is no setting OnCall:DutyList:0:Persno")]
    [InlineData("Smtp__Tls: StartTls", "Smtp__Tls: Perhaps", "Perhaps")]
    [InlineData("Peers__Desks__XB:", "Peers__Desk__XB:", "There is no setting Peers:Desk:XB")]
    [InlineData("Identity__Listen: 0.0.0.0:5104", "Identity__Listens: 0.0.0.0:5104", "There is no setting Identity:Listens.")]
    [InlineData("Ports__Operations: 127.0.0.1:5103", "Ports__Operations: 127.0.0.1:5105", "The health check asks at an address")]
    [InlineData("5103/health/ready", "5103/healthz", "The health check asks at an address")]
    [InlineData("Ports__People: 0.0.0.0:5101", "Ports__People: 0.0.0.0:5100", "Nothing listens on port 5101.")]
    [InlineData("Ports__Peers: 0.0.0.0:5102", "Ports__Peers: 0.0.0.0:5112", "The node of XB can't be reached")]
    [InlineData("aliases: [peers.xb.example]", "aliases: [peers.xc.example]", "The node of XB can't be reached")]
    [InlineData("aliases: [login.xa.example]", "aliases: [login.xc.example]", "xa-node can't reach the issuer")]
    [InlineData("Issuer: https://login.xa.example:5104", "Issuer: https://login.xa.example:5105", "The issuer's port 5105")]
    [InlineData("- 127.0.0.1:5104:5104", "- 127.0.0.1:5105:5104", "The issuer's port 5104")]
    [InlineData("- 127.0.0.1:5101:5101", "- 0.0.0.0:5101:5101", "open to other machines")]
    [InlineData("- 127.0.0.1:5201:5101", "- 127.0.0.1:5101:5101", "The port 127.0.0.1:5101 is used twice.")]
    [InlineData("/run/secrets/xa-store", "/run/secrets/xb-store", "nothing is mounted at /run/secrets/xb-store")]
    [InlineData("DataFolder: /var/lib/contact-network", "DataFolder: /var/lib/elsewhere", "nothing is mounted at /var/lib/elsewhere")]
    [InlineData("servers/server.crt", "servers/servers.crt", "servers.crt")]
    [InlineData("./.local/compose/xa/trust:", "./.local/compose/xa/trusts:", "There is no folder ./.local/compose/xa/trusts.")]
    [InlineData("servers:/run/contact-network/servers:ro", "servers:/run/contact-network/servers", "can be written")]
    [InlineData("- xa-node:/var", "- xa-nodes:/var", "There is no volume xa-nodes.")]
    [InlineData("- xb-node:/var", "- xa-node:/var", "The volume xa-node is used twice.")]
    [InlineData("  xb-people:\n\nvolumes", "  xb-people:\n  xc-people:\n\nvolumes", "Nothing uses the network xc-people.")]
    [InlineData("secrets: [xa-postgres-password]", "secrets: [xa-password]", "There is no secret xa-password.")]
    [InlineData("networks: [xa-store]", "networks: [xb-store]", "The store's host xa-postgres can't be reached.")]
    [InlineData("POSTGRES_USER: contact_network", "POSTGRES_USER: postgres", "makes another user or database")]
    [InlineData("POSTGRES_DB:", "POSTGRES_DATABASE:", "no variable POSTGRES_DATABASE")]
    [InlineData("PGDATA: /var/lib/postgresql/data/pgdata", "PGDATA: /var/lib/postgresql/data", "PGDATA names no folder below a volume.")]
    [InlineData("postgres:17", "postgres:14", "is not PostgreSQL 15 or newer")]
    [InlineData("user: ${CONTACT_NETWORK_USER:?run eng/compose-init.sh first}", "user: root", "It runs as root.")]
    [InlineData("  SDK_IMAGE: ", "  SDK_IMAGES: ", "arguments differ from those given: + SDK_IMAGES")]
    [InlineData("target: identity", "target: provider", "The Dockerfile has no target provider")]
    [InlineData("condition: service_healthy", "condition: service_started", "It does not wait until xa-postgres is well.")]
    [InlineData("test: [CMD, pg_isready", "tests: [CMD, pg_isready", "It has no health check.")]
    public void A_compose_file_that_does_not_fit_is_reported(string right, string wrong, string reported)
    {
        Assert.Contains(right, setting.Compose, StringComparison.Ordinal);

        IEnumerable<string> faults = Faults(setting.Compose.Replace(right, wrong, StringComparison.Ordinal), setting.Dockerfile);

        Assert.Contains(faults, fault => fault.Contains(reported, StringComparison.Ordinal));
    }

    [Fact]
    public void An_image_that_runs_as_root_is_reported() => Assert.Contains(
        Faults(setting.Compose, Regex.Replace(setting.Dockerfile, "USER .*", "USER root")),
        fault => fault.Contains("The image runs as root.", StringComparison.Ordinal));

    [Theory]
    [InlineData("FROM ${RUNTIME_IMAGE} AS", "FROM images.example/aspnet:10.0 AS", "images.example/aspnet:10.0")]
    [InlineData("ARG SDK_IMAGE", "ARG SDK_IMAGE=images.example/sdk:10.0", "${SDK_IMAGE}")]
    public void An_image_named_in_the_Dockerfile_itself_is_reported(string right, string wrong, string named)
    {
        Assert.Contains(right, setting.Dockerfile, StringComparison.Ordinal);

        Assert.Contains(
            $"The Dockerfile itself names the image {named}.",
            Faults(setting.Compose, setting.Dockerfile.Replace(right, wrong, StringComparison.Ordinal)));
    }

    private List<string> Faults(string compose, string dockerfile) =>
        [.. new ComposeRules(ComposeFile.Parse(compose, Variables), dockerfile, setting.Containers).Faults()];

    /// <summary>The files, and what the compose file mounts, made once.</summary>
    public sealed class Setting : IDisposable
    {
        public string Compose { get; } = File.ReadAllText(Path.Combine(Baseline.Root, "docker-compose.yml"));

        public string Dockerfile { get; } = File.ReadAllText(Path.Combine(Baseline.Root, "Dockerfile"));

        internal Containers Containers { get; } = new();

        public void Dispose() => Containers.Dispose();
    }
}
