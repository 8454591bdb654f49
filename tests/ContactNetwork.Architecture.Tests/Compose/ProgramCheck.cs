using System.Net;
using ContactNetwork.Identity;
using ContactNetwork.Identity.Protocol;
using ContactNetwork.Node;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Architecture.Tests.Compose;

/// <summary>What a program says of its settings, without being started.</summary>
/// <param name="Faults">Variables that it does not have, and values that it refuses.</param>
/// <param name="Ports">The ports it listens on.</param>
/// <param name="Health">The port and paths of its health checks.</param>
internal sealed record ProgramCheck(IReadOnlyList<string> Faults, IReadOnlyList<int> Ports, ProgramHealth Health)
{
    private const string VariablePrefix = NodeHost.VariablePrefix;

    /// <summary>The programs by the target of the Dockerfile that holds them.</summary>
    public static IReadOnlyDictionary<string, Func<IReadOnlyDictionary<string, string>, ProgramCheck>> ByTarget { get; } =
        new Dictionary<string, Func<IReadOnlyDictionary<string, string>, ProgramCheck>>
        {
            ["node"] = OfNode,
            ["identity"] = OfIdentity,
        };

    private static ProgramCheck OfNode(IReadOnlyDictionary<string, string> variables) => Check(
        variables,
        settings => NodeHost.Build([], builder => Prepare(builder, settings)),
        node =>
        {
            PortsOptions ports = node.GetRequiredService<IOptions<PortsOptions>>().Value;
            int operations = IPEndPoint.Parse(ports.Operations).Port;
            return new ProgramCheck(
                [],
                [IPEndPoint.Parse(ports.People).Port, IPEndPoint.Parse(ports.Peers).Port, operations],
                new ProgramHealth(operations, "http", [OperationsModule.LivePath, OperationsModule.ReadyPath]));
        });

    private static ProgramCheck OfIdentity(IReadOnlyDictionary<string, string> variables) => Check(
        variables,
        settings => IdentityHost.Build(null, builder => Prepare(builder, settings)),
        identity =>
        {
            int port = identity.GetRequiredService<IOptions<IdentityOptions>>().Value.ListenEndPoint().Port;
            return new ProgramCheck([], [port], new ProgramHealth(port, "https", [Paths.Live, Paths.Ready]));
        });

    private static void Prepare(WebApplicationBuilder builder, RecordedSettings settings)
    {
        builder.Configuration.Sources.Add(settings);
        builder.Services.AddSingleton<IServer, NoServer>();
    }

    /// <summary>Binds every options class as a start would, and looks at what was left over.</summary>
    private static ProgramCheck Check(
        IReadOnlyDictionary<string, string> variables, Func<RecordedSettings, WebApplication> build, Func<IServiceProvider, ProgramCheck> look)
    {
        RecordedSettings settings = new(Keys(variables));
        try
        {
            using WebApplication program = build(settings);
            program.Services.GetRequiredService<IStartupValidator>().Validate();
            string[] unknown = [.. settings.NeverAsked.Order(StringComparer.Ordinal).Select(key => $"There is no setting {key}.")];
            return unknown.Length > 0 ? Refused(unknown) : look(program.Services);
        }
        catch (Exception wrong) when (wrong is OptionsValidationException or AggregateException or InvalidOperationException or IOException)
        {
            // A setting with a wrong name may be the cause, and is the better explanation.
            return Refused([.. settings.NeverAsked.Select(key => $"There is no setting {key}, or it was not come to."), .. Messages(wrong)]);
        }
    }

    private static ProgramCheck Refused(IReadOnlyList<string> faults) => new(faults, [], new ProgramHealth(0, "", []));

    private static IEnumerable<string> Messages(Exception wrong) => wrong switch
    {
        AggregateException several => several.InnerExceptions.SelectMany(Messages),
        OptionsValidationException validation => validation.Failures,
        _ => [wrong.Message + " " + wrong.InnerException?.Message],
    };

    private static IEnumerable<KeyValuePair<string, string?>> Keys(IReadOnlyDictionary<string, string> variables) =>
        variables.Select(variable => new KeyValuePair<string, string?>(
            (variable.Key.StartsWith(VariablePrefix, StringComparison.Ordinal) ? variable.Key[VariablePrefix.Length..] : variable.Key)
                .Replace("__", ":", StringComparison.Ordinal),
            variable.Value));
}

/// <summary>Where a program answers whether it is well.</summary>
internal sealed record ProgramHealth(int Port, string Scheme, IReadOnlyList<string> Paths);
