using ContactNetwork.Benchmarks;
using ContactNetwork.Benchmarks.Figures;
using ContactNetwork.Benchmarks.Floors;
using ContactNetwork.Lab;
using ContactNetwork.Lab.Identities;
using Npgsql;

// usage: [--json FILE] [--backlog N] [--members N,...] [--only NAME,...]     measures, prints a table
//        serve --config FILE     a node with an echo beside its services; the measuring process starts it
if (args is ["serve", ..])
{
    return await BenchNode.RunAsync(args[1..]);
}

string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
var backlog = int.Parse(Option("--backlog") ?? "10000", System.Globalization.CultureInfo.InvariantCulture);
string[] parts = ["start", "lookup", "alert", "filing", "backlog"];
const string scale = "scale";
var only = Option("--only")?.Split(',') ?? parts;
if (only.Except([.. parts, scale]).ToArray() is [var unknown, ..])
{
    Console.Error.WriteLine($"--only knows {string.Join(", ", parts)}, {scale}, not {unknown}.");
    return 1;
}

Limit.EndOnCtrlC();

var rows = new List<BenchRow>();
var sizes = (Option("--members") ?? "2,10,50,200").Split(',').Select(size => int.Parse(size, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
await Measure(scale, () => ScaleFigures.MeasureAsync(sizes));
if (!only.Intersect(parts).Any())
{
    return await FinishAsync();
}

await using var lab = await LabNetwork.StartAsync(
    new LabOptions
    {
        Folder = Path.Combine(Path.GetTempPath(), $"contact-network-bench-{Environment.ProcessId}"),
        IsTemporary = true,
        IsDurable = true,
        NodeProgram = typeof(BenchNode).Assembly.Location,
        NodeArguments = ["serve"],
        Progress = step => Console.Error.WriteLine($"started {step.What} in {step.Duration.TotalSeconds:0.0} s"),
    },
    Limit.Token);
var (xa, xb) = (lab.Country("XA"), lab.Country("XB"));
await using var store = NpgsqlDataSource.Create(xa.ConnectionString);
var postgres = new PostgresFloor(store);
await postgres.PrepareAsync();
using var marten = new MartenFloor(xa.ConnectionString);
await marten.PrepareAsync();

await Measure("start", () => ProcessFigures.MeasureAsync(xa, Limit.Token));
using var officer = await Desk.OpenAsync(xa, LabPeople.Officer, Limit.Token);
using var duty = await Desk.OpenAsync(xb, LabPeople.Duty, Limit.Token);
using var ownDuty = await Desk.OpenAsync(xa, LabPeople.Duty, Limit.Token);
await Measure("lookup", () => LookupFigures.MeasureAsync(officer, ownDuty));
await Measure("alert", () => AlertFigures.MeasureAsync(officer, duty, marten));
xb.Link.Cut();
await Measure("filing", () => FilingFigures.MeasureAsync(officer, marten, postgres));
await Measure("backlog", () => BacklogFigures.MeasureAsync(officer, xb, backlog));

return await FinishAsync();

async Task<int> FinishAsync()
{
    Report.Print(Console.Out, rows);
    if (Option("--json") is { } file)
    {
        await Report.WriteJson(file, rows);
    }

    return 0;
}

async Task Measure(string part, Func<Task<IReadOnlyList<BenchRow>>> measure)
{
    if (!only.Contains(part))
    {
        return;
    }

    Console.Error.WriteLine($"measuring {part} ...");
    var measured = await measure();
    Report.Print(Console.Error, measured);
    rows.AddRange(measured);
}
