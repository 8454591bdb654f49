using System.Security.Cryptography;
using System.Text;
using ContactNetwork.Domain;
using Google.Protobuf;

namespace ContactNetwork.Node.Store;

/// <summary>Names one act of one actor: the same again is answered as the first time.</summary>
/// <param name="Actor">The actor, e.g. the person's id.</param>
/// <param name="Method">The full method name.</param>
/// <param name="RequestId">The caller's id.</param>
/// <param name="Digest">SHA-256 over the request, by which another content under the same id is told.</param>
internal sealed record RequestKey(string Actor, string Method, Guid RequestId, ReadOnlyMemory<byte> Digest)
{
    /// <summary>The same act, whatever its content.</summary>
    public static IEqualityComparer<RequestKey> ByIdentity { get; } = EqualityComparer<RequestKey>.Create(
        (one, other) => one?.RequestId == other?.RequestId && one?.Actor == other?.Actor && one?.Method == other?.Method,
        key => key.RequestId.GetHashCode());

    /// <summary>Makes the key of a request; refuses a request id that is no UUID.</summary>
    public static RequestKey Of(string actor, string method, string requestId, IMessage request)
    {
        if (!Guid.TryParseExact(requestId, "D", out var id) || id == Guid.Empty)
        {
            throw new RefusalException(Refusal.Malformed(
                [new FieldViolation("request_id", "must be a UUID such as 0198c0de-0000-7000-8000-000000000001; a new one for each new act")]));
        }

        return new RequestKey(actor, method, id, Digested(method, request));
    }

    private static byte[] Digested(string method, IMessage request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(method));
        hash.AppendData([0]);
        hash.AppendData(request.ToByteArray());
        return hash.GetHashAndReset();
    }
}
