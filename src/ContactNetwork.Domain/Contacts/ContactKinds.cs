namespace ContactNetwork.Domain.Contacts;

/// <summary>Says who may read a record (Traffic Light Protocol 2.0). Numbers are those of the protocol.</summary>
public enum Marking
{
    /// <summary>May be published.</summary>
    TlpClear = 1,

    /// <summary>May be shared in the community.</summary>
    TlpGreen = 2,

    /// <summary>May be shared in the recipients' organizations and with whom they serve.</summary>
    TlpAmber = 3,

    /// <summary>May be shared in the recipients' organizations only.</summary>
    TlpAmberStrict = 4,

    /// <summary>Is for the recipients alone.</summary>
    TlpRed = 5,
}

/// <summary>Tells what an authority is. Numbers are those of the protocol.</summary>
public enum AuthorityKind
{
    /// <summary>Is a police force or unit.</summary>
    Police = 1,

    /// <summary>Is a prosecution office.</summary>
    Prosecution = 2,

    /// <summary>Is a ministry of justice.</summary>
    JusticeMinistry = 3,

    /// <summary>Is a court or judge.</summary>
    Court = 4,

    /// <summary>Is a single point of contact of several services.</summary>
    Spoc = 5,

    /// <summary>Is a computer emergency response team.</summary>
    Cert = 6,

    /// <summary>Is a security service.</summary>
    SecurityService = 7,

    /// <summary>Is anything else.</summary>
    Other = 8,
}

/// <summary>Tells a role of a contact point. Numbers are those of the protocol.</summary>
public enum ContactRole
{
    /// <summary>Is tried first.</summary>
    Primary = 1,

    /// <summary>Assists, or is tried when the first does not answer.</summary>
    Secondary = 2,

    /// <summary>Answers for a part of the country.</summary>
    Regional = 3,

    /// <summary>Answers technical questions.</summary>
    Technical = 4,

    /// <summary>Is the central authority for mutual assistance (Budapest Convention Art. 27).</summary>
    CentralAuthority = 5,

    /// <summary>Is on call for emergency mutual assistance (Second Protocol Art. 10(5)).</summary>
    EmergencyMutualAssistance = 6,
}

/// <summary>Tells a network of contact points. Numbers are those of the protocol.</summary>
public enum ContactNetworkKind
{
    /// <summary>Is the G7 24/7 network.</summary>
    G7 = 1,

    /// <summary>Is the network of the Budapest Convention, Art. 35.</summary>
    Bc35 = 2,

    /// <summary>Is the network of the UN Convention against Cybercrime, Art. 41.</summary>
    Uncc41 = 3,

    /// <summary>Is INTERPOL.</summary>
    Interpol = 4,

    /// <summary>Is another network.</summary>
    Other = 5,
}

/// <summary>Tells whether a designation holds. Numbers are those of the protocol.</summary>
public enum DesignationState
{
    /// <summary>Holds.</summary>
    Active = 1,

    /// <summary>Rests for now.</summary>
    Suspended = 2,

    /// <summary>Holds no more.</summary>
    Withdrawn = 3,
}

/// <summary>Tells a kind of request. Numbers are those of the protocol.</summary>
public enum RequestKind
{
    /// <summary>Asks that data are not deleted.</summary>
    Preservation = 1,

    /// <summary>Asks for traffic data that name the path (Budapest Convention Art. 30).</summary>
    TrafficPath = 2,

    /// <summary>Asks for data at once because a life is in danger (Second Protocol Art. 9).</summary>
    EmergencyDisclosure = 3,

    /// <summary>Asks for technical advice.</summary>
    TechnicalAdvice = 4,

    /// <summary>Asks for legal information.</summary>
    LegalInformation = 5,

    /// <summary>Asks where a person is.</summary>
    LocatePerson = 6,

    /// <summary>Asks where a provider or its data are.</summary>
    LocateProvider = 7,

    /// <summary>Tells something unasked.</summary>
    SpontaneousInformation = 8,

    /// <summary>Takes requests for mutual assistance.</summary>
    MutualAssistanceReceipt = 9,

    /// <summary>Helps with requests for mutual assistance.</summary>
    MutualAssistanceSupport = 10,
}

/// <summary>Tells what a contact point does with a kind of request. Numbers are those of the protocol.</summary>
public enum CompetenceMode
{
    /// <summary>Acts itself.</summary>
    Acts = 1,

    /// <summary>Takes the request and hands it on.</summary>
    Forwards = 2,

    /// <summary>Is not competent; ask the one named.</summary>
    NotCompetent = 3,
}

/// <summary>Tells what answers may be used as. Numbers are those of the protocol.</summary>
public enum EvidenceUse
{
    /// <summary>Is not told.</summary>
    NotTold = 0,

    /// <summary>May be used as evidence.</summary>
    Evidence = 1,

    /// <summary>May be used as information only.</summary>
    InformationOnly = 2,
}

/// <summary>Tells the kind of a channel. Numbers are those of the protocol.</summary>
public enum ChannelKind
{
    /// <summary>Is the country's node of this network; value "node".</summary>
    Node = 1,

    /// <summary>Is a telephone.</summary>
    Voice = 2,

    /// <summary>Is a mobile telephone of the desk.</summary>
    Mobile = 3,

    /// <summary>Is a satellite telephone.</summary>
    Satellite = 4,

    /// <summary>Is e-mail.</summary>
    Email = 5,

    /// <summary>Is fax.</summary>
    Fax = 6,

    /// <summary>Is INTERPOL's I-24/7.</summary>
    I247 = 7,

    /// <summary>Is Europol's SIENA.</summary>
    Siena = 8,

    /// <summary>Is e-CODEX.</summary>
    Ecodex = 9,

    /// <summary>Is a postal address.</summary>
    Postal = 10,

    /// <summary>Is anything else, told in the note.</summary>
    Other = 11,
}

/// <summary>Tells when a channel is answered. Numbers are those of the protocol.</summary>
public enum ChannelHours
{
    /// <summary>Is answered at any hour.</summary>
    Always = 1,

    /// <summary>Is answered in the contact point's staffed hours.</summary>
    Staffed = 2,

    /// <summary>Is answered outside of the staffed hours, e.g. the number of who is on call.</summary>
    OutsideStaffed = 3,
}

/// <summary>Tells how a channel is protected. Numbers are those of the protocol.</summary>
public enum ChannelSecurity
{
    /// <summary>Is not protected.</summary>
    None = 1,

    /// <summary>Is protected on the way (TLS).</summary>
    Tls = 2,

    /// <summary>Is encrypted with S/MIME.</summary>
    Smime = 3,

    /// <summary>Is encrypted with OpenPGP.</summary>
    Openpgp = 4,

    /// <summary>Is this network: mutual TLS and signed messages.</summary>
    Node = 5,

    /// <summary>Is a closed network of its own, such as I-24/7.</summary>
    ClosedNetwork = 6,
}

/// <summary>Tells how a contact point is covered. Numbers are those of the protocol.</summary>
public enum Coverage
{
    /// <summary>Is staffed at all hours.</summary>
    Staffed = 1,

    /// <summary>Is on call at all hours; in the weekly hours it is staffed too.</summary>
    OnCall = 2,

    /// <summary>Has office hours, and can be called out for what cannot wait.</summary>
    CallOut = 3,

    /// <summary>Has office hours only.</summary>
    OfficeHours = 4,
}

/// <summary>Tells a level of language (Common European Framework). Numbers are those of the protocol.</summary>
public enum LanguageLevel
{
    /// <summary>Is beginner.</summary>
    A1 = 1,

    /// <summary>Is elementary.</summary>
    A2 = 2,

    /// <summary>Is intermediate.</summary>
    B1 = 3,

    /// <summary>Is upper intermediate.</summary>
    B2 = 4,

    /// <summary>Is advanced.</summary>
    C1 = 5,

    /// <summary>Is proficient.</summary>
    C2 = 6,
}

/// <summary>Tells what a key is for. Numbers are those of the protocol.</summary>
public enum SheetKeyKind
{
    /// <summary>Signs the node's messages.</summary>
    NodeSigning = 1,

    /// <summary>Is an S/MIME certificate.</summary>
    Smime = 2,

    /// <summary>Is an OpenPGP key.</summary>
    Openpgp = 3,
}

/// <summary>Tells what a reservation leads to. Numbers are those of the protocol.</summary>
public enum ReservationEffect
{
    /// <summary>May refuse without dual criminality: the request should show the facts for it.</summary>
    DualCriminality = 1,

    /// <summary>Does not apply the article at all.</summary>
    NotApplied = 2,

    /// <summary>Asks for a formal request to follow.</summary>
    FormalFollowUp = 3,

    /// <summary>Asks that another authority is told or consulted at the same time.</summary>
    Notification = 4,

    /// <summary>Sets another condition, told in the text.</summary>
    Condition = 5,
}

/// <summary>Tells by which means data are preserved. Numbers are those of the protocol.</summary>
public enum PreservationMeans
{
    /// <summary>Is a preservation order.</summary>
    Order = 1,

    /// <summary>Is search and seizure.</summary>
    Seizure = 2,

    /// <summary>Is a production order.</summary>
    ProductionOrder = 3,

    /// <summary>Rests on rules about data retention.</summary>
    Retention = 4,

    /// <summary>Rests on the provider's good will.</summary>
    Voluntary = 5,

    /// <summary>Is anything else, told in words.</summary>
    Other = 6,
}

/// <summary>Tells a kind of data. Numbers are those of the protocol.</summary>
public enum DataKind
{
    /// <summary>Is who holds a service.</summary>
    Subscriber = 1,

    /// <summary>Is data asked for only to identify a user.</summary>
    UserIdentification = 2,

    /// <summary>Is origin, path, time, size, duration or kind of a communication.</summary>
    Traffic = 3,

    /// <summary>Is the content of communications or files.</summary>
    Content = 4,
}
