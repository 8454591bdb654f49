namespace ContactNetwork.Domain.Preservations;

/// <summary>Why a request is urgent (field 10 of the Convention's template). Numbers are those of the protocol.</summary>
public enum UrgencyReason
{
    /// <summary>A threat to life or limb.</summary>
    ThreatToLife = 1,

    /// <summary>A serious threat to public security.</summary>
    PublicSecurity = 2,

    /// <summary>A crime in progress.</summary>
    CrimeInProgress = 3,

    /// <summary>The data are volatile or their retention is about to end.</summary>
    VolatileData = 4,

    /// <summary>A suspect is in custody or about to be released.</summary>
    Custody = 5,

    /// <summary>A limitation period is about to end.</summary>
    LimitationPeriod = 6,

    /// <summary>Any other reason.</summary>
    Other = 7,
}

/// <summary>A kind of data. Numbers are those of the protocol.</summary>
public enum DataKind
{
    /// <summary>Who holds a service.</summary>
    Subscriber = 1,

    /// <summary>Data asked for only to identify a user.</summary>
    UserIdentification = 2,

    /// <summary>Origin, path, time, size, duration or kind of a communication.</summary>
    Traffic = 3,

    /// <summary>The content of communications or files.</summary>
    Content = 4,
}

/// <summary>The kind of an identifier. Numbers are those of the protocol.</summary>
public enum IdentifierKind
{
    /// <summary>An IPv4 address, dotted decimal; needs an exact time.</summary>
    Ipv4 = 1,

    /// <summary>An IPv6 address; needs an exact time.</summary>
    Ipv6 = 2,

    /// <summary>A domain name.</summary>
    Domain = 3,

    /// <summary>A host name.</summary>
    Host = 4,

    /// <summary>An absolute URL.</summary>
    Url = 5,

    /// <summary>An e-mail address.</summary>
    Email = 6,

    /// <summary>A user name at a service.</summary>
    UserName = 7,

    /// <summary>An account number at a service.</summary>
    AccountNumber = 8,

    /// <summary>A telephone number, E.164.</summary>
    Phone = 9,

    /// <summary>An IMSI, 14 or 15 digits.</summary>
    Imsi = 10,

    /// <summary>An IMEI, 15 digits with check digit.</summary>
    Imei = 11,

    /// <summary>An ICCID, 18 to 20 digits with check digit.</summary>
    Iccid = 12,

    /// <summary>A MAC address, 48 bits.</summary>
    Mac = 13,

    /// <summary>A device id of a maker or platform.</summary>
    DeviceId = 14,

    /// <summary>An address of a crypto asset.</summary>
    CryptoAddress = 15,

    /// <summary>A transaction hash of a crypto asset, hexadecimal.</summary>
    TransactionHash = 16,

    /// <summary>The last four digits of a payment card.</summary>
    PaymentCardLastDigits = 17,

    /// <summary>A file hash (MD5, SHA-1, SHA-256, SHA-512), hexadecimal.</summary>
    FileHash = 18,

    /// <summary>A server, rack or place in a data center.</summary>
    ServerLocation = 19,

    /// <summary>Anything else, described in words.</summary>
    Other = 20,
}
