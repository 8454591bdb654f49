using System.CommandLine;
using ContactNetwork.Cli.Contacts.Copies;
using ContactNetwork.Cli.Contacts.Exchange;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Client;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.V1;
using ContactNetwork.V1;
using Google.Protobuf;

namespace ContactNetwork.Cli.Contacts;

/// <summary><c>cn directory import</c>: makes a draft of one's own sheet out of a file. Publishes nothing.</summary>
internal static class ImportCommand
{
    private const string ExerciseRealm = "EXERCISE";
    private const int ProblemsShownMax = 100;
    private static readonly Argument<string> FileArgument = new("file") { Description = "The file: vCard 4.0, CSV or JSON, in UTF-8." };
    private static readonly Option<string?> Format = Formats.Option("The format. Default: by the file's name (.vcf, .csv, .json).", isRequired: false);
    private static readonly Option<bool> KeepGood = new("--keep-good") { Description = "Where lines are bad, take the good ones all the same." };
    private static readonly Option<string> Out = new("--out") { Description = "The draft to write, as cn directory draft does; it must not be there yet.", HelpName = "file", Required = true };

    public static Command Create(Surroundings surroundings) =>
        new Command("import", "Make a draft of your own country's sheet out of a file. It changes no other country's, and publishes nothing.")
        {
            FileArgument, Format, KeepGood, Out,
        }.Runs(surroundings, RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        string file = session.Parse.GetRequiredValue(FileArgument);
        string format = session.Parse.GetValue(Format) ?? Formats.Of(file) ?? throw CliException.Usage("The file's name does not tell its format.", "Say it: --format vcard, csv or json.");
        string country = (await session.CountryAsync(cancellation)).ToUpperInvariant();
        Reading reading = await ReadAsync(file, format, country, cancellation);
        (Sheet current, ByteString digest, Envelope basis) = await CurrentAsync(session, country, cancellation);
        (Sheet draft, IReadOnlyList<Problem> problems) = ImportedDraft.Make(current, digest, reading, session.Surroundings.Time.GetUtcNow());
        bool mayKeep = session.Parse.GetValue(KeepGood) && (reading.Entries.Count > 0 || reading.Whole is not null);
        if (problems.Count > 0 && !mayKeep) throw Refused(file, problems);
        string path = session.Parse.GetRequiredValue(Out);
        OwnDraft.WriteNew(path, SheetYaml.Write(draft), basis);
        Show(session, path, draft, problems);
        return ExitCodes.Done;
    }

    private static async Task<Reading> ReadAsync(string file, string format, string country, CancellationToken cancellation)
    {
        if (!File.Exists(file)) throw CliException.Usage($"There is no file {file}.");
        if (new FileInfo(file).Length > SourceText.BytesMax) throw CliException.Usage($"{file} is larger than {SourceText.BytesMax / 1024 / 1024} MiB.");
        byte[] bytes = await File.ReadAllBytesAsync(file, cancellation);
        try
        {
            var text = SourceText.Of(bytes);
            return format switch
            {
                Formats.VCard => VCardReading.Read(text),
                Formats.Csv => SheetCsv.Read(text),
                _ => SheetJson.Read(bytes, text, country),
            };
        }
        catch (BadLineException failure)
        {
            return new Reading([], [new Problem(failure.Line ?? 0, failure.Message)]);
        }
    }

    private static async Task<(Sheet Current, ByteString Digest, Envelope Basis)> CurrentAsync(Session session, string country, CancellationToken cancellation)
    {
        if (await KnownSheets.FindAsync(new NodeDirectory(session), country, cancellation) is { } known)
            return (known.Sheet, ByteString.CopyFrom(Convert.FromHexString(known.Digest)), known.Signed);
        GetNodeStatusResponse node = await session.Node.Node.GetNodeStatusAsync(new GetNodeStatusRequest(), cancellationToken: cancellation);
        var first = new Sheet { NetworkId = node.NetworkId, Realm = node.Realm == ExerciseRealm ? Realm.Exercise : Realm.Operational, Country = country };
        return (first, ByteString.Empty, new Envelope { PayloadType = PayloadType.Sheet.MediaType, Payload = first.ToByteString() });
    }

    private static CliException Refused(string file, IReadOnlyList<Problem> problems) => new(
        ExitCodes.Malformed,
        "BAD_LINES",
        $"{file} has {problems.Count} bad {(problems.Count == 1 ? "line" : "lines")}; nothing was written.",
        "Mend them, or take the others all the same with --keep-good.")
    {
        Violations = [.. Shown(problems).Select(problem => new Violation(Place(problem), problem.Reason))],
    };

    private static void Show(Session session, string path, Sheet draft, IReadOnlyList<Problem> problems)
    {
        if (session.IsJson)
        {
            session.Screen.Json(new { file = path, country = draft.Country, version = draft.Version, problems = Shown(problems) });
            return;
        }

        foreach (Problem problem in Shown(problems)) session.Notices.Line($"[yellow]left out[/]  {Safe.Text(Place(problem))}: {Safe.Text(problem.Reason)}");
        session.Screen.Line($"The draft of version {draft.Version} of {draft.Country} is in [bold]{Safe.Text(path)}[/]: {draft.ContactPoints.Count} contact points, {draft.Authorities.Count} authorities.");
        session.Screen.Line("Nothing is published yet: read it, have it signed, then publish it.");
    }

    private static IEnumerable<Problem> Shown(IReadOnlyList<Problem> problems) => problems.Take(ProblemsShownMax);

    private static string Place(Problem problem) => problem.Line == 0 ? "the file" : $"line {problem.Line}";
}
