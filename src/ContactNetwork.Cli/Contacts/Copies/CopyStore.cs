using ContactNetwork.Cli.Profiles;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.V1;
using Digest = ContactNetwork.Federation.Digest;

namespace ContactNetwork.Cli.Contacts.Copies;

/// <summary>A copy that was read and verified, and what is remembered of it.</summary>
internal sealed record KeptCopy(DirectoryCopy Copy, CopyPin Pin);

/// <summary>
/// Keeps a profile's copy of the directory: <c>copy.bin</c>, the parts as the node sent them, and <c>pin.json</c>. Both are
/// written beside and renamed, and only their owner can read them. Whenever the copy is read, all of it is verified.
/// </summary>
internal sealed class CopyStore(Profile profile)
{
    private const string CopyName = "copy.bin";
    private const string PinName = "pin.json";
    private const string TurnName = "refresh.lock";
    private const string StartOver = "Take a new one and compare its anchor with your operator: cn directory copy --start-over";
    private const string TakeAgain = "Take it again when the node answers: cn directory copy";

    public string Folder => profile.DirectoryFolder;

    /// <summary>The anchor that a copy must follow from: the profile's, else the remembered one; null before the first.</summary>
    /// <exception cref="CliException">The profile's is malformed, or the two differ.</exception>
    public Digest? AnchorFor(CopyPin? pin)
    {
        Digest? pinned = pin is null ? null : Digest.FromHex(pin.Anchor);
        if (profile.Anchor is not { } text) return pinned;
        Digest given = Digest.FromHex(text) ?? throw CliException.Usage($"The anchor in {profile.Path} must be 64 hexadecimal digits.");
        return pinned is null || pinned == given
            ? given
            : throw Refused("COPY_ANCHOR_DIFFERS", $"The local copy has the anchor {pinned}, the profile {given}.", StartOver);
    }

    /// <summary>What is remembered; null before the first copy.</summary>
    /// <exception cref="CliException">It is damaged.</exception>
    public CopyPin? ReadPin()
    {
        string path = Path.Combine(Folder, PinName);
        if (!File.Exists(path)) return null;
        return CopyPin.Read(File.ReadAllText(path)) ?? throw Refused("COPY_DAMAGED", $"{path} is damaged.", StartOver);
    }

    /// <summary>Reads the copy and verifies all of it; null where none was ever made.</summary>
    /// <exception cref="CliException">It is damaged, not rightly signed, of another anchor, or older than the one remembered.</exception>
    public KeptCopy? Read()
    {
        // What is remembered first: a copy that is replaced meanwhile is newer than that, never older.
        if (ReadPin() is not { } pin) return null;
        Digest? anchor = AnchorFor(pin);
        DirectoryCopy copy = Verify(ReadBytes(), anchor, pin.ReceiveTime);
        bool isRemembered = copy.ManifestDigest.Hex == pin.ManifestDigest;
        if (copy.CreateTime < pin.CreateTime || (copy.CreateTime == pin.CreateTime && !isRemembered) || (!isRemembered && pin.WhyNotBefore(copy) is not null))
            throw Refused("COPY_OLDER", $"The local copy is of {copy.CreateTime:yyyy-MM-dd HH:mm:ss} UTC, but a newer one was held here: somebody put it back.", TakeAgain);
        // The copy is written first: one that is newer than what is remembered was left by a run that was cut off.
        return new KeptCopy(copy, isRemembered ? pin : CopyPin.Of(copy, pin.ReceiveTime));
    }

    /// <summary>Whether there is something to read.</summary>
    public bool MayStandIn => File.Exists(Path.Combine(Folder, PinName));

    /// <summary>Keeps a verified copy.</summary>
    public CopyPin Keep(DirectoryCopy copy, IReadOnlyList<GetDirectoryCopyResponse> parts, DateTimeOffset receiveTime)
    {
        CopyPin pin = CopyPin.Of(copy, receiveTime);
        PrivateFiles.CreateFolder(Folder);
        PrivateFiles.WriteSecret(Path.Combine(Folder, CopyName), CopyFile.Write(parts));
        Keep(pin);
        return pin;
    }

    public void Keep(CopyPin pin) => PrivateFiles.WriteSecret(Path.Combine(Folder, PinName), pin.Write());

    /// <summary>When a refresh was last begun; null for never.</summary>
    public DateTimeOffset? TryTime => File.Exists(Path.Combine(Folder, TurnName)) ? new DateTimeOffset(File.GetLastWriteTimeUtc(Path.Combine(Folder, TurnName))) : null;

    /// <summary>Takes the turn to refresh; null while another run has it.</summary>
    public IDisposable? TakeTurn(DateTimeOffset now)
    {
        PrivateFiles.CreateFolder(Folder);
        string path = Path.Combine(Folder, TurnName);
        FileStream turn;
        try
        {
            turn = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }

        File.SetLastWriteTimeUtc(turn.SafeFileHandle, now.UtcDateTime);
        return turn;
    }

    private byte[] ReadBytes()
    {
        string path = Path.Combine(Folder, CopyName);
        if (!File.Exists(path)) throw Refused("COPY_DAMAGED", $"{path} is missing.", TakeAgain);
        if (new FileInfo(path).Length > CopyFile.BytesMax) throw Refused("COPY_DAMAGED", $"{path} is larger than any copy.", TakeAgain);
        return File.ReadAllBytes(path);
    }

    private static DirectoryCopy Verify(byte[] bytes, Digest? anchor, DateTimeOffset receiveTime)
    {
        IReadOnlyList<GetDirectoryCopyResponse> parts = CopyFile.Read(bytes)
            ?? throw Refused("COPY_DAMAGED", "The local copy of the directory is damaged or cut off.", TakeAgain);
        return DirectoryCopyReader.Read(parts, anchor, receiveTime) switch
        {
            CopyVerdict.Accepted accepted => accepted.Copy,
            CopyVerdict.Refused { Fault: CopyFault.Anchor } refused => throw Refused("COPY_ANCHOR_DIFFERS", $"The local copy is of another network: {refused.Detail}", StartOver),
            CopyVerdict.Refused refused => throw Refused("COPY_REFUSED", $"The local copy of the directory does not verify: {refused.Detail}", TakeAgain),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static CliException Refused(string reason, string message, string hint) => new(ExitCodes.Malformed, reason, message, hint);
}
