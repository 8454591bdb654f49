using System.CommandLine;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Client;
using ContactNetwork.V1;
using Grpc.Core;

namespace ContactNetwork.Cli.Preservations;

/// <summary><c>cn preservation file</c>: files a request written as YAML.</summary>
internal static class FileCommand
{
    private const string StandardInput = "-";
    private static readonly Argument<string?> FileArgument = new("file") { Description = "The request as YAML; '-' reads it from standard input.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<bool> Template = new("--template") { Description = "Print a commented example and do nothing else." };
    private static readonly Option<bool> Check = new("--check") { Description = "Only read the file; send nothing." };
    private static readonly Option<string?> RequestId = RequestIdOption.Create();

    public static Command Create(Surroundings surroundings) =>
        new Command("file", "File a preservation request from a YAML file.") { FileArgument, Template, Check, RequestId }
            .Runs(surroundings, RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        if (session.Parse.GetValue(Template))
        {
            await session.Surroundings.Output.WriteAsync(RequestTemplate.Text);
            return ExitCodes.Done;
        }

        RequestFile file = await ReadAsync(session, cancellation);
        FilePreservationRequest request = file.Request;
        if (session.Parse.GetValue(Check))
        {
            if (session.IsJson) session.Screen.Json(request);
            else session.Screen.Line("The file can be read. The node has not seen it; only the node can say whether it takes it.");
            return ExitCodes.Done;
        }

        request.RequestId = RequestIdOption.Of(session, RequestId);
        FilePreservationResponse filed = await SendAsync(session, file, cancellation);
        RowScreen.ShowAfter(session, filed.Row, $"[green]Filed[/] [bold]{filed.Row.Reference}[/] with {filed.Row.PeerCountry}.");
        foreach (FilingWarning warning in filed.Warnings) Warn(session, warning);
        return ExitCodes.Done;
    }

    /// <summary>On standard error, so that the result on standard output stays what programs expect.</summary>
    private static void Warn(Session session, FilingWarning warning)
    {
        if (session.IsJson)
        {
            session.Notices.JsonLine(warning);
            return;
        }

        string phone = warning.CallPhone.Length == 0 ? "" : $" Its number: {warning.CallPhone}.";
        session.Notices.Line($"[yellow]Warning:[/] {Safe.Text(warning.Message + phone)}");
    }

    private static async Task<FilePreservationResponse> SendAsync(Session session, RequestFile file, CancellationToken cancellation)
    {
        try
        {
            return await session.Node.Preservations.FilePreservationAsync(file.Request, cancellationToken: cancellation);
        }
        catch (ContactNetworkException refusal) when (refusal.Code == StatusCode.InvalidArgument && refusal.Violations.Count > 0)
        {
            throw file.Refused(refusal);
        }
    }

    private static async Task<RequestFile> ReadAsync(Session session, CancellationToken cancellation)
    {
        string path = session.Parse.GetValue(FileArgument)
            ?? throw CliException.Usage("Which file?", "cn preservation file FILE.yaml; an example: cn preservation file --template > request.yaml");
        if (path == StandardInput) return RequestFile.Read("standard input", await session.Surroundings.Input.ReadToEndAsync(cancellation));
        if (!File.Exists(path)) throw CliException.Usage($"There is no file {path}.", "An example to fill in: cn preservation file --template > request.yaml");
        return RequestFile.Read(path, await File.ReadAllTextAsync(path, cancellation));
    }
}
