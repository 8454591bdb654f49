using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Cli.Contacts;

/// <summary>
/// A draft of our own sheet: FILE holds the content as YAML, FILE.base the sheet in force that it follows, FILE.signed the
/// exact bytes with the signatures so far. All three go together to whoever signs, also on a machine without a network.
/// </summary>
internal sealed class OwnDraft
{
    private readonly string path;

    private OwnDraft(string path, Sheet content, Sheet basis, ReadSheet? current, Envelope? signed)
    {
        this.path = path;
        (Content, Basis, Current, Signed) = (content, basis, current, signed);
    }

    /// <summary>What the YAML says.</summary>
    public Sheet Content { get; }

    /// <summary>The sheet in force; for the first only network, realm and country.</summary>
    public Sheet Basis { get; }

    /// <summary>The sheet in force; null for the first.</summary>
    public ReadSheet? Current { get; }

    /// <summary>The signed bytes; null before the first signature.</summary>
    public Envelope? Signed { get; }

    /// <summary>When the content was last changed: the time of what is signed, so that reading it again shows the same digest.</summary>
    public DateTimeOffset ChangeTime
    {
        get
        {
            var written = new DateTimeOffset(File.GetLastWriteTimeUtc(path));
            return written.AddTicks(-(written.Ticks % TimeSpan.TicksPerSecond));
        }
    }

    /// <summary>Writes a new draft.</summary>
    /// <exception cref="CliException">A file of that name is there.</exception>
    public static void WriteNew(string path, string yaml, Envelope basis)
    {
        foreach (string each in new[] { path, path + ".base", path + ".signed" })
        {
            if (File.Exists(each)) throw new CliException(ExitCodes.Conflict, "FILE_EXISTS", $"{each} is there already.", "Name another file, or remove the old draft.");
        }

        PrivateFiles.WritePublic(path, System.Text.Encoding.UTF8.GetBytes(yaml));
        PrivateFiles.WritePublic(path + ".base", basis.ToByteArray());
    }

    /// <summary>Reads a draft.</summary>
    /// <exception cref="CliException">It is incomplete, or was changed after somebody signed.</exception>
    public static OwnDraft Read(string path)
    {
        if (!File.Exists(path) || !File.Exists(path + ".base"))
            throw CliException.Usage($"{path} and {path}.base are needed.", "Make a draft with: cn directory draft FILE");
        Sheet content = SheetYaml.Read(path, File.ReadAllText(path));
        Envelope basis = Parse(path + ".base");
        Sheet before = Sheet.Parser.ParseFrom(basis.Payload);
        (content.NetworkId, content.Realm, content.Country) = (before.NetworkId, before.Realm, before.Country);
        Envelope? signed = File.Exists(path + ".signed") ? Parse(path + ".signed") : null;
        var draft = new OwnDraft(path, content, before, before.Version == 0 ? null : ReadSheet.Of(basis).Sheet ?? throw Broken(path + ".base"), signed);
        if (signed is not null && !draft.Next(Sheet.Parser.ParseFrom(signed.Payload).CreateTime.ToDateTimeOffset()).ToByteString().Equals(signed.Payload))
            throw new CliException(ExitCodes.Conflict, "DRAFT_CHANGED", $"{path} was changed after somebody signed it.", $"Remove {path}.signed and have it signed anew.");
        return draft;
    }

    /// <summary>The sheet to sign or publish: what was signed already, else the content made the next version now.</summary>
    public Envelope Envelope(DateTimeOffset now) => Signed?.Clone()
        ?? new Envelope { PayloadType = PayloadType.Sheet.MediaType, Payload = Next(now).ToByteString() };

    /// <summary>Keeps the signed bytes.</summary>
    public void Save(Envelope signed) => PrivateFiles.WritePublic(path + ".signed", signed.ToByteArray());

    private Sheet Next(DateTimeOffset now) => SheetDrafts.Follow(Content.Clone(), Current, now);

    private static Envelope Parse(string file)
    {
        try
        {
            return Federation.V1.Envelope.Parser.ParseFrom(File.ReadAllBytes(file));
        }
        catch (InvalidProtocolBufferException)
        {
            throw Broken(file);
        }
    }

    private static CliException Broken(string file) => new(ExitCodes.Malformed, "MALFORMED_FILE", $"{file} is damaged.", "Make the draft anew: cn directory draft FILE");
}
