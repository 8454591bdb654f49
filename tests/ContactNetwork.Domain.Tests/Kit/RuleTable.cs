namespace ContactNetwork.Domain.Tests.Kit;

/// <summary>A table with one row per pair of command and stage, and the check that none is missing.</summary>
internal sealed class RuleTable
{
    private readonly Dictionary<(string Command, string Stage), string> _rows = [];
    private readonly string[] _stages;

    /// <param name="text">A header with the stages, then one line per command; columns are separated by "|".</param>
    public RuleTable(string text)
    {
        string[][] lines =
        [
            .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split('|').Select(cell => cell.Trim()).ToArray()),
        ];
        _stages = lines[0][1..];
        foreach (string[] line in lines[1..])
        {
            Assert.Equal(_stages.Length + 1, line.Length);
            for (int column = 0; column < _stages.Length; column++)
                _rows.Add((line[0], _stages[column]), line[column + 1]);
        }
    }

    public IEnumerable<TheoryDataRow<string, string, string>> Rows =>
        _rows.Select(row => new TheoryDataRow<string, string, string>(row.Key.Command, row.Key.Stage, row.Value));

    /// <summary>Fails unless the table holds exactly the pairs of these commands with "None" and every stage.</summary>
    public void AssertCovers<TCommand, TStage>()
        where TStage : struct, Enum
    {
        IEnumerable<string> commands = typeof(TCommand).GetNestedTypes().Select(type => type.Name);
        string[] stages = ["None", .. Enum.GetNames<TStage>()];
        IEnumerable<(string, string)> wanted = commands.SelectMany(command => stages.Select(stage => (command, stage)));
        Assert.Equal(wanted.Order(), _rows.Keys.Select(key => (key.Command, key.Stage)).Order());
    }
}
