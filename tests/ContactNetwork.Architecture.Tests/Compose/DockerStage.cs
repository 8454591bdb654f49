namespace ContactNetwork.Architecture.Tests.Compose;

/// <summary>The stages of the Dockerfile that a compose file can build.</summary>
internal sealed record DockerStage(string Name, string From, string? User, IReadOnlyList<string> Copied)
{
    public static IReadOnlyDictionary<string, DockerStage> Read(string text)
    {
        Dictionary<string, DockerStage> stages = [];
        foreach (string[] words in text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            if (words is ["FROM", var from, "AS", var name])
            {
                // A stage built on an earlier one goes on with its user.
                stages[name] = new DockerStage(name, from, stages.GetValueOrDefault(from)?.User, []);
            }
            else if (stages.Count > 0)
            {
                DockerStage last = stages.Values.Last();
                stages[last.Name] = last.With(words);
            }
        }

        return stages;
    }

    /// <summary>The arguments that must be given to build anything, and the images named in the text itself.</summary>
    public static (IReadOnlyList<string> Required, IReadOnlyList<string> Named) Bases(string text)
    {
        string[][] lines = [.. text.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        string[] arguments = [.. lines.Where(words => words is ["ARG", _]).Select(words => words[1])];
        string[] required = [.. arguments.Where(argument => !argument.Contains('=', StringComparison.Ordinal))];
        string[] stages = [.. lines.Where(words => words is ["FROM", _, "AS", _]).Select(words => words[3])];
        return (
            required,
            [
                .. lines.Where(words => words is ["FROM", ..]).Select(words => words[1])
                    .Where(image => !stages.Contains(image) && !required.Any(argument => image == $"${{{argument}}}")),
            ]);
    }

    private DockerStage With(string[] words) => words switch
    {
        ["USER", var user] => this with { User = user },
        ["COPY", var first, .. var rest] when !first.StartsWith("--", StringComparison.Ordinal) =>
            this with { Copied = [.. Copied, first, .. rest[..^1]] },
        _ => this,
    };
}
