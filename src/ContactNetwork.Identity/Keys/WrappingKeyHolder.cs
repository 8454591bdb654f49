using Microsoft.Extensions.Options;

namespace ContactNetwork.Identity.Keys;

/// <summary>Holds the wrapping key once it was read; nothing is sealed or opened before.</summary>
internal sealed class WrappingKeyHolder(IOptions<IdentityOptions> options)
{
    private WrappingKey? key;

    /// <exception cref="InvalidOperationException">Not read yet.</exception>
    public WrappingKey Key => key ?? throw new InvalidOperationException("The wrapping key was not read yet.");

    /// <param name="mayCreate">Nothing is sealed yet, so a missing key is a first start and not a loss.</param>
    /// <exception cref="InvalidOperationException">The file is missing or broken.</exception>
    public void Load(bool mayCreate)
    {
        var folder = options.Value.DataFolder ?? throw new InvalidOperationException("Identity:DataFolder must be set.");
        key = WrappingKey.Read(folder) ?? (mayCreate ? WrappingKey.Create(folder) : throw new InvalidOperationException(
            $"The database holds keys sealed under a wrapping key, but '{WrappingKey.PathIn(folder)}' is missing. Copy it from another replica or from your backup."));
    }
}
