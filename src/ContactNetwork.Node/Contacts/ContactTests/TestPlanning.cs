using ContactNetwork.Node.Store;
using ContactNetwork.Node.Store.Sealing;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Node.Contacts.ContactTests;

/// <summary>
/// Looks, every minute, what is to be planned of contact tests; where settings leave tests to people, never. The instants are
/// drawn from one secret of this node.
/// </summary>
internal abstract class TestPlanning(string dataFolder, IOptions<ContactTestOptions> options, ILogger log) : BackgroundService
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    /// <summary>The file in the data folder that holds the secret from which instants are drawn.</summary>
    public const string SecretFileName = "contact-tests.key";

    private readonly Lazy<byte[]> secret = new(() => SecretFile.Open(dataFolder, SecretFileName));

    /// <summary>The secret from which instants are drawn.</summary>
    protected ReadOnlySpan<byte> Secret => secret.Value;

    /// <summary>Looks once.</summary>
    internal abstract Task LookAsync(CancellationToken cancellation);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (options.Value.IsScheduled && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                if (fault is RefusalException || StoreFaults.IsStoreAway(fault))
                    log.TestsNotPlannedNow(fault.GetType().Name);
                else
                    log.TestsNotPlanned(fault);
            }

            await Task.Delay(LookEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
