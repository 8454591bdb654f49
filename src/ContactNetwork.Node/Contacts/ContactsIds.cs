using System.Security.Cryptography;
using System.Text;

namespace ContactNetwork.Node.Contacts;

/// <summary>Ids that are always the same for the same thing of this room.</summary>
internal static class ContactsIds
{
    /// <summary>The stream of what is owed to a country.</summary>
    public static Guid Sending(string peer) => Of($"sheet-sending/{peer}");

    /// <summary>What stands for the case of sheets that come from a country.</summary>
    public static Guid Received(string peer) => Of($"sheet-received/{peer}");

    /// <summary>The stream of what a country is owed of "last reached".</summary>
    public static Guid ContactSending(string peer) => Of($"human-contact-sending/{peer}");

    /// <summary>What stands for the case of "last reached" that comes from a country.</summary>
    public static Guid ReceivedContacts(string peer) => Of($"human-contact-received/{peer}");

    /// <summary>This country's planned test of a month.</summary>
    public static Guid PlannedTest(string networkId, string month) => Of($"planned-test/{networkId}/{month}");

    /// <summary>The voice test of a country that this one owes in a half-year.</summary>
    public static Guid VoiceTestDuty(string networkId, string period, string country) => Of($"voice-test-duty/{networkId}/{period}/{country}");

    /// <summary>A test by which a country tests this one, by this side's id.</summary>
    public static Guid ReceivedTest(string tester, Guid testId) => Of($"received-test/{tester}/{testId:N}");

    /// <summary>What stands for a test that a country speaks of and that is none of ours with it.</summary>
    public static Guid UnknownTest(string country, Guid testId) => Of($"unknown-test/{country}/{testId:N}");

    /// <summary>The id of a name.</summary>
    public static Guid Of(string name)
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"contactnetwork/contacts/{name}"), digest);
        // The bits of a UUID of version 8: made by a rule of ours.
        digest[6] = (byte)((digest[6] & 0x0F) | 0x80);
        digest[8] = (byte)((digest[8] & 0x3F) | 0x80);
        return new Guid(digest[..16], bigEndian: true);
    }
}

/// <summary>Why the desk is called. Stored in alerts: never renamed.</summary>
internal static class ContactsCauses
{
    /// <summary>Two rightly signed sheets of one version of the country exist. Call its desk by a number known before.</summary>
    public const string SheetForked = "SHEET_FORKED";

    /// <summary>A sheet of the country was refused: not signed as it must be.</summary>
    public const string SheetRefused = "SHEET_REFUSED";
}

/// <summary>The alarms of this room. What varies follows a colon.</summary>
internal static class ContactsAlarms
{
    /// <summary>This country's sheet was not confirmed for 90 days.</summary>
    public const string SheetUnconfirmed = "SHEET_UNCONFIRMED";

    /// <summary>The directory could not be compared with the store for 30 s; look-ups go on and tell their age.</summary>
    public const string DirectoryOld = "DIRECTORY_OLD";

    /// <summary>
    /// The file that keeps how far this country's sheet has come can't be read or written: a store that is restored from a
    /// backup may get two histories of it. Nothing stops for it; it is tried again every 2 s.
    /// </summary>
    public const string OwnSheetNotKept = "OWN_SHEET_NOT_KEPT";

    /// <summary>Two rightly signed sheets of one version of a country exist.</summary>
    public static string SheetForked(string country) => $"SHEET_FORKED:{country}";

    /// <summary>Stored sheets of a country do not verify: look-ups leave them out.</summary>
    public static string SheetUnusable(string country) => $"SHEET_UNUSABLE:{country}";
}
