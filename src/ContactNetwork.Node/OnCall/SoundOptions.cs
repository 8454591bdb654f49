using Microsoft.Extensions.Options;

namespace ContactNetwork.Node.OnCall;

/// <summary>
/// The settings of on-call as they are now. They may change while the node runs; a malformed change is not taken, because a
/// slip in a file at night must not end the paging.
/// </summary>
internal sealed class SoundOptions(IOptionsMonitor<OnCallOptions> options, ILogger<SoundOptions> log)
{
    private volatile OnCallOptions? last;
    private volatile bool isRefusing;

    /// <summary>The last settings that were sound.</summary>
    public OnCallOptions Current
    {
        get
        {
            try
            {
                last = options.CurrentValue;
                isRefusing = false;
            }
            catch (OptionsValidationException fault) when (last is not null)
            {
                if (!isRefusing)
                    log.SettingsNotTaken(fault.Message);
                isRefusing = true;
            }

            return last ?? throw new InvalidOperationException("The settings are checked at start.");
        }
    }
}
