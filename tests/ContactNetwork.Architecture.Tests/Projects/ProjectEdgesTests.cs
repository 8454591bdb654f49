namespace ContactNetwork.Architecture.Tests.Projects;

public sealed class ProjectEdgesTests
{
    private static readonly string Sources = Path.Combine(Baseline.Root, "src");

    [Fact]
    public void Projects_refer_only_to_what_was_agreed() => Baseline.Verify("project-edges.txt", ProjectEdges.Under(Sources));

    [Theory]
    [InlineData("ContactNetwork.Contracts")]
    [InlineData("ContactNetwork.Domain")]
    [InlineData("ContactNetwork.LocalPostgres")]
    public void Some_projects_refer_to_no_other(string project) => Assert.DoesNotContain(
        ProjectEdges.Under(Sources), edge => edge.StartsWith(project + " -> ContactNetwork.", StringComparison.Ordinal));

    [Fact]
    public void The_rules_use_no_package() => Assert.DoesNotContain(
        ProjectEdges.Under(Sources), edge => edge.StartsWith("ContactNetwork.Domain -> ", StringComparison.Ordinal));

    [Theory]
    [InlineData("Marten")]
    [InlineData("Npgsql")]
    public void The_border_knows_no_database(string package) => Assert.DoesNotContain(
        ProjectEdges.Under(Sources),
        edge => edge.StartsWith("ContactNetwork.Federation -> package:" + package, StringComparison.Ordinal));

    [Fact]
    public void A_reference_that_was_not_agreed_is_reported()
    {
        string folder = Directory.CreateTempSubdirectory("contact-network-offender-").FullName;
        try
        {
            File.WriteAllText(
                Path.Combine(folder, "ContactNetwork.Domain.csproj"),
                """
                <Project Sdk="Microsoft.NET.Sdk">
                  <ItemGroup>
                    <ProjectReference Include="../ContactNetwork.Node/ContactNetwork.Node.csproj" />
                    <PackageReference Include="Npgsql" />
                  </ItemGroup>
                </Project>
                """);

            IEnumerable<string> reported = Baseline.Compare(
                Baseline.Read("project-edges.txt"), [.. ProjectEdges.Under(folder)]);

            Assert.Contains("+ ContactNetwork.Domain -> ContactNetwork.Node", reported);
            Assert.Contains("+ ContactNetwork.Domain -> package:Npgsql", reported);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
