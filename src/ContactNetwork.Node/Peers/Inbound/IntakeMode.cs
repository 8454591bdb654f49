namespace ContactNetwork.Node.Peers.Inbound;

/// <summary>How much of this node's code takes part in taking in a dispatch. Each next mode needs less.</summary>
internal enum IntakeMode
{
    /// <summary>The room processes the body.</summary>
    Full,

    /// <summary>The body is only stored, and the desk is called.</summary>
    StoreAndCall,

    /// <summary>The body is only stored, with a row that has the desk called later.</summary>
    StoreOnly,
}
