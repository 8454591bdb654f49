namespace ContactNetwork.Node.Store;

/// <summary>
/// What follows from a fact, in the same transaction: commands to other streams, orders to other rooms.
/// Registered in the container; all reactions of a fact run, in the order of registration, after its command was decided.
/// What can wait is due work instead.
/// </summary>
/// <typeparam name="TState">The state of the stream after the whole command.</typeparam>
/// <typeparam name="TEvent">The events of the stream.</typeparam>
internal interface IReaction<TState, TEvent>
{
    /// <summary>Names the reaction in logs and tests.</summary>
    string Name { get; }

    /// <summary>Carries it out in the session; a refusal thrown here refuses the whole command.</summary>
    Task ReactAsync(WriteSession session, Guid streamId, TState state, TEvent fact, CancellationToken cancellation);
}

/// <summary>A view kept inline: rows written in the same transaction as the facts. It holds no case content.</summary>
internal interface IView<TState>
{
    /// <summary>Queues the rows of this state; called once per changed stream and transaction.</summary>
    void Update(WriteSession session, Guid streamId, TState state, long version);
}
