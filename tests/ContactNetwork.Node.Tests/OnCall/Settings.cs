using System.Globalization;

namespace ContactNetwork.Node.Tests.OnCall;

/// <summary>Settings of a desk with two persons: Anna first, Boris three minutes later in an emergency.</summary>
internal static class Settings
{
    public const string Anna = "anna@desk.example";
    public const string Boris = "boris@desk.example";

    public static Dictionary<string, string?> TwoPersons(int mailPort) => new()
    {
        ["OnCall:DutyList:0:Person"] = "anna",
        ["OnCall:DutyList:0:DisplayName"] = "Anna A.",
        ["OnCall:DutyList:0:Methods:0:Kind"] = "smtp",
        ["OnCall:DutyList:0:Methods:0:Address"] = Anna,
        ["OnCall:DutyList:1:Person"] = "boris",
        ["OnCall:DutyList:1:DisplayName"] = "Boris B.",
        ["OnCall:DutyList:1:Methods:0:Kind"] = "smtp",
        ["OnCall:DutyList:1:Methods:0:Address"] = Boris,
        ["OnCall:Smtp:Host"] = "127.0.0.1",
        ["OnCall:Smtp:Port"] = mailPort.ToString(CultureInfo.InvariantCulture),
        ["OnCall:Smtp:From"] = "node@node.example",
        ["OnCall:Smtp:Tls"] = "None",
        ["OnCall:Smtp:TimeoutSeconds"] = "1",
        ["OnCall:DeskPhone"] = "+999255502000",
    };
}
