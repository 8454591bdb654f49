using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ContactNetwork.Federation.Envelopes;
using Google.Protobuf;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using Net.Pkcs11Interop.HighLevelAPI.Factories;

namespace ContactNetwork.Cli.Rosters.Tokens;

/// <summary>A PKCS#11 token with a session on it. Whatever fails tells what to do.</summary>
internal sealed class Token : IDisposable
{
    private const int IdBytes = 16;
    private const string Loader = "libdl";
    private const string LoaderAtRunTime = "libdl.so.2";

    private readonly IPkcs11Library _library;
    private readonly ISession _session;

    /// <summary>The library asks for the name that only a machine with a C compiler's files has; every Linux has the other one.</summary>
    static Token() => NativeLibrary.SetDllImportResolver(
        typeof(Pkcs11InteropFactories).Assembly,
        (name, _, _) => name == Loader && NativeLibrary.TryLoad(LoaderAtRunTime, out nint loader) ? loader : 0);

    private Token(IPkcs11Library library, ISession session, string label)
    {
        (_library, _session, Label) = (library, session, label);
    }

    /// <summary>Its label.</summary>
    public string Label { get; }

    /// <summary>Finds a token.</summary>
    /// <param name="module">The PKCS#11 module.</param>
    /// <param name="label">The token's label; null for the only one.</param>
    /// <param name="slot">Its slot; null for any.</param>
    /// <exception cref="CliException">The module or the token is missing, or several fit.</exception>
    public static Token Find(string module, string? label, ulong? slot)
    {
        IPkcs11Library library = Load(module);
        try
        {
            return TokenFaults.Told(() =>
            {
                ISlot[] there = [.. library.GetSlotList(SlotsType.WithTokenPresent).Where(each => each.GetTokenInfo().TokenFlags.TokenInitialized)];
                ISlot[] fitting = [.. there.Where(each => (slot is null || each.SlotId == slot) && (label is null || LabelOf(each) == label))];
                return fitting.Length switch
                {
                    1 => new Token(library, fitting[0].OpenSession(SessionType.ReadWrite), LabelOf(fitting[0])),
                    0 => throw TokenFaults.NotThere(there.Select(Name)),
                    _ => throw CliException.Usage($"Several tokens fit: {string.Join(", ", fitting.Select(Name))}.", "Name one: --token LABEL or --slot NUMBER."),
                };
            });
        }
        catch
        {
            library.Dispose();
            throw;
        }
    }

    /// <summary>Logs the holder in.</summary>
    public void LogIn(string pin) => TokenFaults.Told(() => _session.Login(CKU.CKU_USER, pin));

    /// <summary>Makes a key over P-384 that can't be taken out.</summary>
    /// <exception cref="CliException">A key of this label is there, or the token makes none.</exception>
    public VerificationKey Generate(string label) => TokenFaults.Told(() =>
    {
        if (Search(CKO.CKO_PRIVATE_KEY, label).Count > 0)
            throw new CliException(ExitCodes.Conflict, "KEY_EXISTS", $"The token {Label} holds a key {label} already.", "Keys are never overwritten: name another --key-label.");
        IObjectAttributeFactory attributes = _session.Factories.ObjectAttributeFactory;
        byte[] id = RandomNumberGenerator.GetBytes(IdBytes);
        using IMechanism mechanism = _session.Factories.MechanismFactory.Create(CKM.CKM_EC_KEY_PAIR_GEN);
        _session.GenerateKeyPair(
            mechanism,
            [
                attributes.Create(CKA.CKA_TOKEN, true),
                attributes.Create(CKA.CKA_LABEL, label),
                attributes.Create(CKA.CKA_ID, id),
                attributes.Create(CKA.CKA_VERIFY, true),
                attributes.Create(CKA.CKA_EC_PARAMS, TokenCurve.P384),
            ],
            [
                attributes.Create(CKA.CKA_TOKEN, true),
                attributes.Create(CKA.CKA_PRIVATE, true),
                attributes.Create(CKA.CKA_LABEL, label),
                attributes.Create(CKA.CKA_ID, id),
                attributes.Create(CKA.CKA_SIGN, true),
                attributes.Create(CKA.CKA_SENSITIVE, true),
                attributes.Create(CKA.CKA_EXTRACTABLE, false),
            ],
            out IObjectHandle publicKey,
            out _);
        return Read(ReadPublic(publicKey, label), label);
    });

    /// <summary>Finds a key to sign with; it owns the token from then on.</summary>
    /// <exception cref="CliException">There is none of this label, several, or one that rosters can't be signed with.</exception>
    public TokenKey Find(string label) => TokenFaults.Told(() =>
    {
        IObjectHandle key = Only(CKO.CKO_PRIVATE_KEY, label);
        ECParameters publicHalf = ReadPublic(Only(CKO.CKO_PUBLIC_KEY, label), label);
        Read(publicHalf, label);
        return new TokenKey(this, publicHalf, key);
    });

    /// <summary>Signs a digest; answers r ‖ s of fixed length.</summary>
    public byte[] Sign(IObjectHandle key, byte[] digest) => TokenFaults.Told(() =>
    {
        using IMechanism mechanism = _session.Factories.MechanismFactory.Create(CKM.CKM_ECDSA);
        return _session.Sign(mechanism, key, digest);
    });

    public void Dispose()
    {
        try
        {
            _session.Dispose();
        }
        catch (Pkcs11Exception)
        {
            // A token that was pulled out has closed the session itself.
        }

        _library.Dispose();
    }

    private static IPkcs11Library Load(string module)
    {
        if (!File.Exists(module)) throw TokenFaults.NoModule($"There is no PKCS#11 module {module}.");
        try
        {
            var factories = new Pkcs11InteropFactories();
            return factories.Pkcs11LibraryFactory.LoadPkcs11Library(factories, module, AppType.SingleThreaded);
        }
        catch (Exception failure) when (failure is UnmanagedException or LibraryArchitectureException)
        {
            throw TokenFaults.NoModule($"{module} can't be used as a PKCS#11 module: {failure.Message}");
        }
        catch (Pkcs11Exception failure)
        {
            throw TokenFaults.NoModule($"The PKCS#11 module {module} does not start: {failure.RV}.");
        }
    }

    private ECParameters ReadPublic(IObjectHandle key, string label)
    {
        List<IObjectAttribute> found = _session.GetAttributeValue(key, [CKA.CKA_EC_PARAMS, CKA.CKA_EC_POINT]);
        return TokenCurve.Read(found[0].GetValueAsByteArray(), found[1].GetValueAsByteArray()) ?? throw Unusable(label);
    }

    private static VerificationKey Read(ECParameters publicHalf, string label)
    {
        try
        {
            using var key = ECDsa.Create(publicHalf);
            return VerificationKey.Read(ByteString.CopyFrom(key.ExportSubjectPublicKeyInfo())) ?? throw Unusable(label);
        }
        catch (CryptographicException)
        {
            throw Unusable(label);
        }
    }

    private IObjectHandle Only(CKO kind, string label)
    {
        List<IObjectHandle> found = Search(kind, label);
        return found.Count switch
        {
            1 => found[0],
            0 => throw new CliException(ExitCodes.NotFound, "KEY_NOT_FOUND", $"The token {Label} holds no {(kind == CKO.CKO_PRIVATE_KEY ? "key" : "public half of a key")} {label}.", "See what it holds with its own tool; make a key with cn roster new-key --pkcs11."),
            _ => throw new CliException(ExitCodes.Conflict, "KEY_NOT_UNIQUE", $"The token {Label} holds several keys {label}.", "Give each a label of its own with the token's tool."),
        };
    }

    private List<IObjectHandle> Search(CKO kind, string label)
    {
        IObjectAttributeFactory attributes = _session.Factories.ObjectAttributeFactory;
        return _session.FindAllObjects([attributes.Create(CKA.CKA_CLASS, kind), attributes.Create(CKA.CKA_KEY_TYPE, CKK.CKK_EC), attributes.Create(CKA.CKA_LABEL, label)]);
    }

    private static CliException Unusable(string label) =>
        new(ExitCodes.Malformed, "KEY_UNUSABLE", $"The key {label} is not over P-256 or P-384.", "Make another: cn roster new-key --pkcs11.");

    private static string LabelOf(ISlot slot) => slot.GetTokenInfo().Label.TrimEnd();

    private static string Name(ISlot slot) => $"{Screens.Safe.Clean(LabelOf(slot))} (slot {slot.SlotId})";
}
