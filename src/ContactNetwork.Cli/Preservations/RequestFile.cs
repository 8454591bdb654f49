using ContactNetwork.Client;
using ContactNetwork.V1;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ContactNetwork.Cli.Preservations;

/// <summary>A request written as YAML; knows the line of each field, so that the node's refusals can point into the file.</summary>
internal sealed class RequestFile
{
    private const string ContentPath = "content";
    private const int CharactersMax = 1024 * 1024;
    private readonly YamlMessageReader _reader = new();
    private readonly string _name;

    private RequestFile(string name) => _name = name;

    public FilePreservationRequest Request { get; } = new() { Content = new PreservationContent() };

    /// <summary>Reads a file.</summary>
    /// <exception cref="CliException">It is no request; names every problem with its line.</exception>
    public static RequestFile Read(string name, string text)
    {
        var file = new RequestFile(name);
        if (text.Length > CharactersMax) throw file.Malformed("is longer than 1 MiB.", []);
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count != 1 || stream.Documents[0].RootNode is not YamlMappingNode root)
                throw file.Malformed("must hold one group of keys. See: cn preservation file --template", []);
            file._reader.ReadInto(root, (file.Request, ""), (file.Request.Content, ContentPath));
        }
        catch (YamlException failure)
        {
            throw file.Malformed("is not YAML.", [new Violation($"line {failure.Start.Line}", failure.InnerException?.Message ?? failure.Message)]);
        }

        if (file._reader.Problems.Count > 0) throw file.Malformed("can't be read as a request.", file._reader.Problems);
        return file;
    }

    /// <summary>The node's refusal, with each field named by its line in the file.</summary>
    public CliException Refused(ContactNetworkException refusal) => new(
        ExitCodes.Malformed, refusal.Reason, $"The node refuses {_name}.", "Mend the file and file it again. Nothing was filed.")
    {
        Violations = [.. refusal.Violations.Select(violation => violation with { Field = Locate(violation.Field) })],
    };

    private string Locate(string path)
    {
        string friendly = FriendlyNames.OfPath(path);
        for (string at = path; at.Length > 0; at = Parent(at))
        {
            if (_reader.Lines.TryGetValue(at, out long line)) return YamlMessageReader.Place(line, friendly);
        }

        return friendly;
    }

    private static string Parent(string path)
    {
        int end = path.LastIndexOfAny(['.', '[']);
        return end < 0 ? "" : path[..end];
    }

    private CliException Malformed(string what, IReadOnlyList<Violation> problems) =>
        new(ExitCodes.Malformed, "MALFORMED_FILE", $"{_name} {what}", "A commented example: cn preservation file --template") { Violations = problems };
}
