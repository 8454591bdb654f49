using System.CommandLine;
using ContactNetwork.Identity.Keys;
using ContactNetwork.Identity.Store;

namespace ContactNetwork.Identity.Administration;

/// <summary><c>keys list|rotate|withdraw</c>. Running servers follow within seconds.</summary>
internal static class KeyCommands
{
    public static Command Create(Option<string?> config, Streams streams)
    {
        var now = new Option<bool>("--now") { Description = "Use the new keys at once, for an emergency; nodes that have not read the key set refuse tokens for up to a few minutes." };
        var id = new Option<string>("--id") { Description = "The key's id, from keys list.", Required = true };
        return new Command("keys", "Keys that sign and encrypt tokens.")
        {
            new Command("list", "Lists all keys.").Runs(config, streams, ListAsync),
            new Command("rotate", $"Makes new keys: published at once, in use after {KeyStore.PublishedBeforeUse.TotalHours} hours. Old tokens stay good.") { now }
                .Runs(config, streams, run => RotateAsync(run, run.Parsed.GetValue(now) ? TimeSpan.Zero : KeyStore.PublishedBeforeUse)),
            new Command("withdraw", "Withdraws a key: whatever was made with it stops counting.") { id }
                .Runs(config, streams, run => WithdrawAsync(run, run.Parsed.GetRequiredValue(id))),
        };
    }

    private static async Task ListAsync(Invocation run) =>
        Print(run, await run.Get<KeyStore>().ListAsync(run.Cancellation));

    private static async Task RotateAsync(Invocation run, TimeSpan delay)
    {
        var keys = run.Get<KeyStore>();
        foreach (var use in Enum.GetValues<KeyUse>())
            await keys.AddAsync(use, delay, run.Cancellation);
        await ListAsync(run);
    }

    private static async Task WithdrawAsync(Invocation run, string id)
    {
        await run.Get<KeyStore>().WithdrawAsync(id, run.Cancellation);
        await ListAsync(run);
    }

    private static void Print(Invocation run, IReadOnlyList<SealedKey> keys)
    {
        var now = run.Get<TimeProvider>().GetUtcNow();
        var rows = keys.Select(key => new
        {
            id = key.Id,
            use = key.Use.ToString().ToLowerInvariant(),
            state = key.WithdrawTime is not null ? "withdrawn" : key.ActivationTime > now ? "waiting" : "good",
            activationTime = key.ActivationTime,
        }).ToList();
        run.Print(rows, rows.Select(row => $"{row.use,-10} {row.state,-9} from {row.activationTime:u}  {row.id}"));
    }
}
