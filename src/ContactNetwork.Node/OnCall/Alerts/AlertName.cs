using ContactNetwork.Domain;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.OnCall.Alerts;

/// <summary>How people name an alert: "nodes/{country}/alerts/{id}".</summary>
internal static class AlertName
{
    /// <summary>Reads a name; refuses what is none, and what belongs to another node.</summary>
    public static Guid Parse(string name, NodeIdentity node)
    {
        if (name.Split('/') is not ["nodes", var country, AlertRows.Collection, var key] || !Guid.TryParseExact(key, "D", out var id))
            throw new RefusalException(Refusal.Malformed([new FieldViolation("name", "must be nodes/{country}/alerts/{id}")]));

        return country == node.CountryPath ? id : throw NotFound();
    }

    /// <summary>There is no such alert.</summary>
    public static RefusalException NotFound() =>
        new(Refusal.Of(RefusalKind.NotFound, RefusalReasons.AlertNotFound, "No such alert; list the alerts."));
}
