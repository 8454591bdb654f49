using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Federation.Identities;

/// <summary>
/// The realm that a certificate names, as an organizational unit of its subject or of its issuer. It proves nothing by
/// itself: it can only keep a certificate out, and tells an operator why, where an exercise has taken the network's own id.
/// </summary>
internal static class CertificateRealm
{
    private const string UnitId = "2.5.4.11";

    /// <summary>The unit that names a realm.</summary>
    public static string UnitOf(Realm realm) => realm switch
    {
        Realm.Operational => "operational realm",
        Realm.Exercise => "exercise realm",
        _ => throw new ArgumentOutOfRangeException(nameof(realm), realm, "A certificate is of one realm or the other."),
    };

    /// <summary>The realm that a certificate names; null where it names none, as one made by a country's own means may.</summary>
    public static Realm? Of(X509Certificate2 certificate) => Of(certificate.SubjectName) ?? Of(certificate.IssuerName);

    private static Realm? Of(X500DistinguishedName name)
    {
        try
        {
            foreach (X500RelativeDistinguishedName part in name.EnumerateRelativeDistinguishedNames())
            {
                if (!part.HasMultipleElements && part.GetSingleElementType().Value == UnitId && Read(part.GetSingleElementValue()) is { } realm)
                    return realm;
            }
        }
        catch (CryptographicException)
        {
            // A name that can't be read names no realm; what else is wrong with the certificate is told by the other checks.
        }

        return null;
    }

    private static Realm? Read(string? unit) =>
        unit == UnitOf(Realm.Operational) ? Realm.Operational : unit == UnitOf(Realm.Exercise) ? Realm.Exercise : null;
}
