using ContactNetwork.LocalPostgres;

namespace ContactNetwork.Lab.Stories;

/// <summary>What the demonstration was asked to do.</summary>
/// <param name="IsExiting">Ends after the story.</param>
/// <param name="Folder">Where everything is kept.</param>
/// <param name="RequestFile">The request to file.</param>
internal sealed record DemoOptions(bool IsExiting, string Folder, string RequestFile)
{
    /// <summary>Reads the arguments; null when they are not understood.</summary>
    public static DemoOptions? Parse(ReadOnlySpan<string> arguments)
    {
        var options = new DemoOptions(
            false, new LabOptions().Folder, Path.Combine(Clone.Root ?? Directory.GetCurrentDirectory(), "samples", "preservation.yaml"));
        while (arguments.Length > 0)
        {
            switch (arguments)
            {
                case ["--exit", .. var rest]:
                    options = options with { IsExiting = true };
                    arguments = rest;
                    break;
                case ["--folder", var folder, .. var rest]:
                    options = options with { Folder = Path.GetFullPath(folder) };
                    arguments = rest;
                    break;
                case ["--request", var file, .. var rest]:
                    options = options with { RequestFile = Path.GetFullPath(file) };
                    arguments = rest;
                    break;
                default:
                    return null;
            }
        }

        return options;
    }
}
