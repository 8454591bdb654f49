using ContactNetwork.Federation.V1;

namespace ContactNetwork.Node.Peers;

/// <summary>
/// A room whose signed documents travel in Hello. Peers owns the talk, rooms own the documents: a room registers itself in
/// the container.
/// </summary>
internal interface IGreetingRoom
{
    /// <summary>Adds to our picture which documents this room holds.</summary>
    void Draw(NodePicture picture);

    /// <summary>Adds to our answer what the caller lacks, by its picture. Never throws: the rest of the talk goes on.</summary>
    Task AnswerAsync(NodePicture picture, HelloResponse response, CancellationToken cancellation);

    /// <summary>Takes what a peer answered; true where it has more for us, so that it should be asked again at once.</summary>
    Task<bool> TakeAsync(string peer, HelloResponse response, CancellationToken cancellation);
}
