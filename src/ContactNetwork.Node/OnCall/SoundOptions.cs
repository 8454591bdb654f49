using Microsoft.Extensions.Options;

namespace ContactNetwork.Node.OnCall;

/// <summary>
/// The settings of on-call as they are now. They may change while the node runs; a malformed change is not taken, because a
/// slip in a file at night must not end the paging. Nor is one that names nobody any more, as while a file is replaced.
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
                var now = options.CurrentValue;
                if (now.DutyList.Count > 0 || last is null or { DutyList.Count: 0 })
                    (last, isRefusing) = (now, false);
                else
                    Refuse("OnCall:DutyList would name nobody any more. To have nobody paged, restart the node with it.");
            }
            catch (OptionsValidationException fault) when (last is not null)
            {
                Refuse(fault.Message);
            }

            return last ?? throw new InvalidOperationException("The settings are checked at start.");
        }
    }

    private void Refuse(string problem)
    {
        if (!isRefusing)
            log.SettingsNotTaken(problem);
        isRefusing = true;
    }
}
