namespace ContactNetwork.Lab;

/// <summary>The lab could not do what was asked; the message says why and where to look.</summary>
public sealed class LabException : Exception
{
    /// <summary>Makes one.</summary>
    public LabException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with its cause.</summary>
    public LabException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
