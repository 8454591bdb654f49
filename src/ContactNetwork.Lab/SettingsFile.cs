using System.Text.Json;
using ContactNetwork.Federation.Identities;

namespace ContactNetwork.Lab;

/// <summary>Writes settings as JSON, readable only by their owner: connection strings hold passwords.</summary>
internal static class SettingsFile
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    public static void Write(string path, object settings)
    {
        PrivateFiles.CreateFolder(Path.GetDirectoryName(path)!);
        PrivateFiles.WriteSecret(path, JsonSerializer.Serialize(settings, Json));
    }
}
