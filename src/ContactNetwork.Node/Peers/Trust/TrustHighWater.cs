using System.Collections.Immutable;
using System.Globalization;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Store;
using Google.Protobuf;

namespace ContactNetwork.Node.Peers.Trust;

/// <summary>
/// The rosters, key sets and notices that this node ever accepted, kept outside PostgreSQL: one small file each, written
/// once. A database that was restored from a backup is behind them, and gets them back from them: a key that was withdrawn
/// since does not come back for a minute, though no peer can be reached.
/// </summary>
internal sealed class TrustHighWater(NodeIdentity node, Alarms alarms, ILogger<TrustHighWater> log)
{
    private const string Ending = ".bin";
    private const string SetAsideFolder = "set-aside";

    private readonly string folder = Directory.CreateDirectory(Path.Combine(node.DataFolder, "high-water", "trust")).FullName;
    private readonly HashSet<string> written = new(StringComparer.Ordinal);
    private bool isFailing;

    /// <summary>Reads what was kept: rosters, key sets and notices, each in the order of versions.</summary>
    /// <exception cref="InvalidDataException">A file can't be read; the message names it.</exception>
    public ImmutableArray<KeptDocument> Read() =>
    [
        .. Directory.EnumerateFiles(folder, "*" + Ending)
            .Select(Read)
            .OrderBy(kept => kept.Kind)
            .ThenBy(kept => kept.Version)
            .ThenBy(kept => kept.Digest.Hex, StringComparer.Ordinal),
    ];

    /// <summary>
    /// Keeps what is not kept yet. Where that fails, a later restore is noticed by peers only: an alarm until it succeeds, and
    /// no reason to refuse the document.
    /// </summary>
    /// <returns>False where it can't be kept: try again.</returns>
    public bool Keep(TrustSnapshot snapshot)
    {
        try
        {
            foreach (var roster in snapshot.Rosters.Versions)
                Keep(Name(TrustKind.Roster, "", roster.Version), roster.Envelope);
            foreach (var keys in snapshot.Members.Values.SelectMany(member => member.KeySets?.Versions ?? []))
                Keep(Name(TrustKind.KeySet, keys.Country, keys.Version), keys.Envelope);
            foreach (var notice in snapshot.Notices)
                Keep($"notice-{notice.Digest.Hex}", notice.Envelope);
            alarms.Set(PeersAlarms.TrustNotKept, isFailing = false);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It is tried every few seconds: once is enough for the log.
            if (!isFailing)
                log.TrustHighWaterNotWritten(fault);
            alarms.Set(PeersAlarms.TrustNotKept, isFailing = true);
            return false;
        }
    }

    /// <summary>Lets documents count no more that a person has given up; they stay in a folder of their own.</summary>
    public void SetAside(IEnumerable<KeptDocument> documents)
    {
        var aside = Directory.CreateDirectory(Path.Combine(folder, SetAsideFolder)).FullName;
        foreach (var document in documents)
        {
            File.Move(Path.Combine(folder, document.File), Path.Combine(aside, document.File), overwrite: true);
            written.Remove(Path.GetFileNameWithoutExtension(document.File));
        }
    }

    private void Keep(string name, Envelope envelope)
    {
        if (written.Contains(name))
            return;
        var path = Path.Combine(folder, name + Ending);
        // What was kept first stays: another document of the same version is a conflict to be shown, not a newer one.
        if (!File.Exists(path))
            DurableFile.Write(path, envelope.ToByteArray());
        written.Add(name);
    }

    private static string Name(TrustKind kind, string country, ulong version) => kind == TrustKind.Roster
        ? string.Create(CultureInfo.InvariantCulture, $"roster-{version:D6}")
        : string.Create(CultureInfo.InvariantCulture, $"keys-{country}-{version:D6}");

    private static KeptDocument Read(string path)
    {
        var file = Path.GetFileName(path);
        try
        {
            var envelope = Envelope.Parser.ParseFrom(File.ReadAllBytes(path));
            var (kind, country, version) = file.Split('-')[0] switch
            {
                "roster" => (TrustKind.Roster, "", NetworkRoster.Parser.ParseFrom(envelope.Payload).Version),
                "keys" when KeySet.Parser.ParseFrom(envelope.Payload) is var keys => (TrustKind.KeySet, keys.Country, keys.Version),
                "notice" => (TrustKind.Notice, "", 0ul),
                _ => throw new InvalidDataException($"{path} is no roster, key set or notice: move it away."),
            };
            return new KeptDocument(kind, country, version, Digest.Of(envelope.Payload), envelope, file);
        }
        catch (InvalidProtocolBufferException wrong)
        {
            throw new InvalidDataException($"{path} can't be read: move it away, and the node asks its peers for the document.", wrong);
        }
    }
}

/// <summary>A document that was accepted once.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Country">The owner of a key set; else empty.</param>
/// <param name="Version">The version; 0 for a notice.</param>
/// <param name="Digest">SHA-256 of the signed bytes.</param>
/// <param name="Envelope">The signed bytes.</param>
/// <param name="File">The file's name.</param>
internal sealed record KeptDocument(TrustKind Kind, string Country, ulong Version, Digest Digest, Envelope Envelope, string File)
{
    /// <summary>Whether a view holds it, or stands on a later one that replaced it.</summary>
    public bool IsIn(TrustSnapshot trust) => Kind switch
    {
        TrustKind.Roster => trust.Rosters.Versions.Any(roster => roster.Version == Version && roster.Digest == Digest),
        TrustKind.KeySet => IsKeySetIn(trust),
        // One that names no further key stands for another that named them.
        TrustKind.Notice => NoticeJudge.Read(trust, Envelope) is { } notice
            && trust.FindMember(notice.Country) is { } member
            && notice.KeyIds.IsSubsetOf(member.CompromisedKeyIds),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>A country that has left needs no keys. After its country key was replaced, an earlier key set may not be taken again.</summary>
    private bool IsKeySetIn(TrustSnapshot trust)
    {
        if (trust.FindMember(Country) is not { } member)
            return trust.Rosters.Current is not null;
        return member.KeySets?.Versions.FirstOrDefault(keys => keys.Version == Version) is { } held
            ? held.Digest == Digest
            : member.Keys?.Version > Version;
    }
}
