using ContactNetwork.Client.Tokens;
using ContactNetwork.V1;
using Google.Protobuf;
using Grpc.Core;

namespace ContactNetwork.Client;

/// <summary>Fetches the node's copy of the directory for keeping offline. Believes nothing of it: whoever keeps it verifies it.</summary>
public sealed class DirectoryCopyFetch
{
    /// <summary>Bytes of a copy at most: 64 MiB, room for 400 countries with a large sheet each.</summary>
    public const int BytesMax = 64 * 1024 * 1024;

    /// <summary>Parts of a copy at most.</summary>
    public const int PartsMax = 20_000;

    private readonly ContactService.ContactServiceClient _contacts;
    private readonly ITokenSource _tokens;

    internal DirectoryCopyFetch(CallInvoker invoker, ITokenSource tokens)
    {
        _contacts = new ContactService.ContactServiceClient(invoker);
        _tokens = tokens;
    }

    /// <summary>Fetches the parts; none where the node has nothing newer. Tries once, and again only with a fresh token.</summary>
    /// <param name="knownStateDigest">The state digest of the copy that is held; empty for none.</param>
    /// <param name="timeMax">How long it may take in all.</param>
    /// <param name="cancellation">Ends it earlier.</param>
    /// <exception cref="ContactNetworkException">The node can't be reached or refuses, or its copy is too large.</exception>
    public async Task<IReadOnlyList<GetDirectoryCopyResponse>> FetchAsync(
        ByteString knownStateDigest, TimeSpan timeMax, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeMax);
        var request = new GetDirectoryCopyRequest { KnownStateDigest = knownStateDigest };
        try
        {
            try
            {
                return await ReadAsync(request, await _tokens.GetAsync(fresh: false, limit.Token), limit.Token);
            }
            catch (RpcException failure) when (failure.StatusCode == StatusCode.Unauthenticated && _tokens.CanRefresh)
            {
                return await ReadAsync(request, await _tokens.GetAsync(fresh: true, limit.Token), limit.Token);
            }
        }
        catch (Exception failure) when (failure is RpcException or OperationCanceledException && limit.IsCancellationRequested)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new ContactNetworkException(StatusCode.DeadlineExceeded, "", $"The copy did not come within {timeMax.TotalSeconds:0} s.", failure);
        }
        catch (RpcException failure)
        {
            throw RichErrors.Read(failure, null);
        }
    }

    private async Task<IReadOnlyList<GetDirectoryCopyResponse>> ReadAsync(GetDirectoryCopyRequest request, string bearer, CancellationToken cancellation)
    {
        var call = new CallOptions(new Metadata { { "authorization", $"Bearer {bearer}" } }, cancellationToken: cancellation);
        using AsyncServerStreamingCall<GetDirectoryCopyResponse> stream = _contacts.GetDirectoryCopy(request, call);
        List<GetDirectoryCopyResponse> parts = [];
        long bytes = 0;
        await foreach (GetDirectoryCopyResponse part in stream.ResponseStream.ReadAllAsync(cancellation))
        {
            bytes += part.CalculateSize();
            if (bytes > BytesMax || parts.Count >= PartsMax)
                throw new ContactNetworkException(StatusCode.ResourceExhausted, "", $"The node's copy of the directory is larger than {BytesMax / 1024 / 1024} MiB or {PartsMax} parts.", null);
            parts.Add(part);
        }

        return parts;
    }
}
