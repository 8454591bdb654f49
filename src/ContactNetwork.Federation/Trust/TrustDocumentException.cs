using System.Collections.Immutable;
using ContactNetwork.Federation.Envelopes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Federation.Trust;

/// <summary>A roster or key set that breaks a rule of its form. Never leaves this folder.</summary>
internal sealed class TrustDocumentException(string message, TrustFault fault = TrustFault.Malformed) : Exception(message)
{
    /// <summary>The kind of rule.</summary>
    public TrustFault Fault { get; } = fault;

    public static void ThrowUnless(bool holds, string rule, TrustFault fault = TrustFault.Malformed)
    {
        if (!holds)
            throw new TrustDocumentException(rule, fault);
    }

    public static T Parse<T>(MessageParser<T> parser, ByteString payload)
        where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(payload);
        }
        catch (InvalidProtocolBufferException)
        {
            throw new TrustDocumentException("the payload can't be read", TrustFault.Unreadable);
        }
    }

    public static Digest? ReadPrevious(ulong version, ByteString previous)
    {
        ThrowUnless(version >= 1, "version starts at 1");
        if (version == 1)
        {
            ThrowUnless(previous.IsEmpty, "version 1 has no previous_digest");
            return null;
        }

        return Digest.From(previous) ?? throw new TrustDocumentException("previous_digest must have 32 bytes");
    }

    public static (DateTimeOffset Start, DateTimeOffset End) ReadPeriod(Timestamp? start, Timestamp? end, string what) =>
        Times.Read(start) is { } from && Times.Read(end) is { } until && from < until
            ? (from, until)
            : throw new TrustDocumentException($"{what} are required, in this order");

    public static ImmutableArray<VerificationKey> ReadKeys(
        IEnumerable<ByteString> encoded, string what, TrustFault repeated = TrustFault.Malformed)
    {
        ImmutableArray<VerificationKey> keys =
        [
            .. encoded.Select(bytes => VerificationKey.Read(bytes)
                ?? throw new TrustDocumentException($"a {what} is not an ECDSA key over P-256 or P-384")),
        ];
        ThrowUnless(keys.Distinct().Count() == keys.Length, $"a {what} is listed twice", repeated);
        return keys;
    }
}
