using ContactNetwork.Domain;

namespace ContactNetwork.Node.Store;

/// <summary>The one exception between the shell and the edge: an expected refusal, mapped once to a status.</summary>
internal sealed class RefusalException(Refusal refusal, Exception? cause = null) : Exception(refusal.Message, cause)
{
    /// <summary>Why.</summary>
    public Refusal Refusal { get; } = refusal;
}
