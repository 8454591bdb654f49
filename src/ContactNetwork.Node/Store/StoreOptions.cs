using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Node.Store;

/// <summary>Where the store is. Section <c>Store</c>; one of both is required.</summary>
internal sealed record StoreOptions : IValidatableObject
{
    /// <summary>An Npgsql connection string.</summary>
    public string ConnectionString { get; init; } = "";

    /// <summary>A file that holds the connection string, so that its password needs not stand in the environment.</summary>
    public string ConnectionStringFile { get; init; } = "";

    /// <summary>The most connections that this process opens at once for commands and queries; 60 when not set, 4 to 1,000.</summary>
    [Range(4, 1000)]
    public int ConnectionsMax { get; init; } = 60;

    /// <summary>The connection string, wherever it stands.</summary>
    public string Resolve() => ConnectionString.Length > 0 ? ConnectionString : File.ReadAllText(ConnectionStringFile).Trim();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ConnectionString.Length == 0 == (ConnectionStringFile.Length == 0))
            yield return new ValidationResult("Set either Store:ConnectionString or Store:ConnectionStringFile.", [nameof(ConnectionString)]);
        else if (ConnectionStringFile.Length > 0 && !File.Exists(ConnectionStringFile))
            yield return new ValidationResult("Store:ConnectionStringFile names no file.", [nameof(ConnectionStringFile)]);
    }
}

/// <summary>Checks <see cref="StoreOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class StoreOptionsValidator : IValidateOptions<StoreOptions>;
