using ContactNetwork.Federation.Sheets;

namespace ContactNetwork.Node.Contacts;

/// <summary>What this room logs: countries, versions and codes; never numbers or names.</summary>
internal static partial class ContactsLog
{
    [LoggerMessage(4001, LogLevel.Information, "Sheet {Version} of {Country} accepted, from {Origin}.", EventName = "SheetAccepted")]
    public static partial void SheetAccepted(this ILogger log, string country, ulong version, string origin);

    [LoggerMessage(4002, LogLevel.Warning, "Sheet refused ({Fault}): {Detail} From {Origin}.", EventName = "SheetRefused")]
    public static partial void SheetRefused(this ILogger log, SheetFault fault, string detail, string origin);

    [LoggerMessage(4003, LogLevel.Error, "The stored sheets of {Country} do not verify; look-ups leave them out.", EventName = "SheetUnusable")]
    public static partial void SheetUnusable(this ILogger log, string country);

    [LoggerMessage(4011, LogLevel.Information, "Sheet {Version} of {Country} from {Origin} is an old copy, under a key that was put out of use; its country is asked.",
        EventName = "SheetOutdated")]
    public static partial void SheetOutdated(this ILogger log, string country, ulong version, string origin);

    [LoggerMessage(4004, LogLevel.Debug, "The directory could not be compared with the store: {Fault}.", EventName = "DirectoryNotCompared")]
    public static partial void DirectoryNotCompared(this ILogger log, string fault);

    [LoggerMessage(4005, LogLevel.Error, "Sheets could not be exchanged with {Peer}.", EventName = "SheetsNotExchanged")]
    public static partial void SheetsNotExchanged(this ILogger log, Exception fault, string peer);

    [LoggerMessage(4007, LogLevel.Error, "How far this country's sheet has come can't be written beside the store: after a restore it may get two histories.",
        EventName = "OwnSheetNotKept")]
    public static partial void OwnSheetNotKept(this ILogger log, Exception fault);

    [LoggerMessage(4006, LogLevel.Error, "The directory could not be read.", EventName = "DirectoryBroken")]
    public static partial void DirectoryBroken(this ILogger log, Exception fault);

    [LoggerMessage(4008, LogLevel.Information, "The contact test of {Country} for {Month} is planned.", EventName = "TestPlanned")]
    public static partial void TestPlanned(this ILogger log, string country, string month);

    [LoggerMessage(4009, LogLevel.Debug, "Contact tests could not be planned now: {Fault}.", EventName = "TestsNotPlannedNow")]
    public static partial void TestsNotPlannedNow(this ILogger log, string fault);

    [LoggerMessage(4010, LogLevel.Error, "Contact tests could not be planned.", EventName = "TestsNotPlanned")]
    public static partial void TestsNotPlanned(this ILogger log, Exception fault);

    [LoggerMessage(4012, LogLevel.Information, "The voice test of {Country} that this country owes in {Period} is planned.", EventName = "VoiceTestPlanned")]
    public static partial void VoiceTestPlanned(this ILogger log, string country, string period);

    [LoggerMessage(4013, LogLevel.Information, "A contact that {Peer} handed on is left out: its country has put key {KeyId} out of use since.",
        EventName = "ContactOfFormerKey")]
    public static partial void ContactOfFormerKey(this ILogger log, string keyId, string peer);
}
