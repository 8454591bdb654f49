namespace ContactNetwork.Node.Peers.Restores;

/// <summary>Documents of this country that a room has published, and that a restored store may lack. They come back from peers in Hello.</summary>
internal interface IPublishedDocuments
{
    /// <summary>The store lacks one: the next must not be made before it is back, or there would be two of one version.</summary>
    bool IsBehind { get; }

    /// <summary>Goes on from what the store holds, by a person's decision, recorded by the caller.</summary>
    void AcceptLoss();
}
