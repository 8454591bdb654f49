using System.Globalization;
using System.Text;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Federation.Authorities;

/// <summary>
/// A network's documents as its key holders keep them, on a machine without a network: anchor, rosters and key sets as
/// in a <see cref="TrustFolder"/>, and <c>draft.bin</c>, the next roster while it gathers signatures. The folder is
/// handed from holder to holder; every time it is opened, the whole chain is verified.
/// </summary>
public sealed class NetworkFolder
{
    private const string AnchorFile = "anchor.txt";
    private const string DraftFile = "draft.bin";
    private const string KeySetFolder = "keysets";
    private const string RosterFolder = "rosters";

    private NetworkFolder(string path, Digest? anchor, CheckedDocuments? documents, RosterDraft? draft)
    {
        (Path, Anchor, Documents, Draft) = (path, anchor, documents, draft);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The fingerprint of the first roster; null before that is signed.</summary>
    public Digest? Anchor { get; }

    /// <summary>The verified documents; null before the first roster is signed.</summary>
    public CheckedDocuments? Documents { get; }

    /// <summary>The view that they give; null before the first roster is signed.</summary>
    public TrustSnapshot? Trust => Documents?.Trust;

    /// <summary>The newest roster; null before the first is signed.</summary>
    public Roster? Current => Trust?.Rosters.Current;

    /// <summary>The next roster, being signed; null when none is.</summary>
    public RosterDraft? Draft { get; }

    /// <summary>Opens and verifies a folder; an empty or missing one is a network that is yet to be founded.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="anchor">The fingerprint known from elsewhere; null takes the folder's own word.</param>
    /// <exception cref="InvalidDataException">A document is malformed or does not follow from the anchor; the message names it.</exception>
    public static NetworkFolder Open(string path, Digest? anchor = null)
    {
        RosterDraft? draft = ReadDraft(System.IO.Path.Combine(path, DraftFile));
        if (!File.Exists(System.IO.Path.Combine(path, AnchorFile)))
        {
            return anchor is null
                ? new(path, null, null, draft)
                : throw new InvalidDataException($"{path} holds no network.");
        }

        TrustFolder documents = TrustFolder.Load(path);
        if (anchor is not null && anchor != documents.Anchor)
            throw new InvalidDataException($"{path} has the anchor {documents.Anchor}, not {anchor}.");
        return new(path, documents.Anchor, DocumentChain.Verify(documents, ""), draft);
    }

    /// <summary>Puts a draft in place of the one that is there.</summary>
    public NetworkFolder With(RosterDraft draft)
    {
        PrivateFiles.CreateFolder(Path);
        PrivateFiles.WritePublic(System.IO.Path.Combine(Path, DraftFile), draft.Envelope.ToByteArray());
        return new(Path, Anchor, Documents, draft);
    }

    /// <summary>Takes the draft away.</summary>
    public NetworkFolder WithoutDraft()
    {
        File.Delete(System.IO.Path.Combine(Path, DraftFile));
        return new(Path, Anchor, Documents, null);
    }

    /// <summary>Keeps an applicant's key set, to hand over with the rosters; those of an earlier membership go.</summary>
    public void Add(KeySet keySet, Envelope envelope)
    {
        string folder = System.IO.Path.Combine(Path, KeySetFolder);
        PrivateFiles.CreateFolder(folder);
        foreach (string former in Directory.EnumerateFiles(folder, $"{keySet.Country}-*.bin"))
            File.Delete(former);
        string name = string.Create(CultureInfo.InvariantCulture, $"{keySet.Country}-{keySet.Version:D6}.bin");
        PrivateFiles.WritePublic(System.IO.Path.Combine(folder, name), envelope.ToByteArray());
    }

    /// <summary>Makes the draft the next roster of the chain. The first one makes the anchor.</summary>
    /// <exception cref="InvalidOperationException">There is no draft, or it lacks signatures.</exception>
    public NetworkFolder Complete()
    {
        if (Draft is not { } draft || !draft.ProgressAfter(Current).IsComplete)
            throw new InvalidOperationException("The draft lacks signatures.");
        string rosters = System.IO.Path.Combine(Path, RosterFolder);
        PrivateFiles.CreateFolder(rosters);
        string name = string.Create(CultureInfo.InvariantCulture, $"{draft.Roster.Version:D6}.bin");
        PrivateFiles.WritePublic(System.IO.Path.Combine(rosters, name), draft.Envelope.ToByteArray());
        if (Anchor is null)
            PrivateFiles.WritePublic(System.IO.Path.Combine(Path, AnchorFile), Encoding.ASCII.GetBytes(draft.Roster.Digest.Hex + "\n"));
        WithoutDraft();
        return Open(Path);
    }

    private static RosterDraft? ReadDraft(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            return RosterDraft.Read(Envelope.Parser.ParseFrom(File.ReadAllBytes(path)));
        }
        catch (InvalidProtocolBufferException wrong)
        {
            throw new InvalidDataException($"{path} holds no draft of a roster.", wrong);
        }
    }
}
