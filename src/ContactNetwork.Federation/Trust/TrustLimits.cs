namespace ContactNetwork.Federation.Trust;

/// <summary>Bounds of rosters and key sets; a document over a bound is refused whole.</summary>
public static class TrustLimits
{
    /// <summary>Authority keys of a roster.</summary>
    public const int AuthorityKeysMax = 15;

    /// <summary>Members of a roster.</summary>
    public const int MembersMax = 400;

    /// <summary>Characters of a network id.</summary>
    public const int NetworkIdCharactersMax = 63;

    /// <summary>Characters of a member's name or a key's holder.</summary>
    public const int NameCharactersMax = 100;

    /// <summary>Certificate authorities of a country.</summary>
    public const int CertificateAuthoritiesMax = 4;

    /// <summary>Bytes of one certificate.</summary>
    public const int CertificateBytesMax = 8 * 1024;

    /// <summary>Signing keys, and directory keys, of a country.</summary>
    public const int KeysMax = 8;

    /// <summary>Keys that a notice names.</summary>
    public const int NoticeKeysMax = 16;

    /// <summary>Keys of one country that notices have withdrawn.</summary>
    public const int NoticeKeysPerCountryMax = 64;

    /// <summary>Notices in force.</summary>
    public const int NoticesMax = 256;

    /// <summary>Bytes of a notice with its signatures.</summary>
    public const int NoticeBytesMax = 8 * 1024;

    /// <summary>Withdrawn certificates that a country's key set names.</summary>
    public const int WithdrawnCertificatesMax = 32;

    /// <summary>Endpoints of a country.</summary>
    public const int EndpointsMax = 8;

    /// <summary>Characters of an endpoint.</summary>
    public const int EndpointCharactersMax = 300;
}
