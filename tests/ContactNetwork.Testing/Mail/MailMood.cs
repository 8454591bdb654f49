namespace ContactNetwork.Testing.Mail;

/// <summary>How a <see cref="TestMailServer"/> treats the next mail.</summary>
public enum MailMood
{
    /// <summary>Takes it.</summary>
    Takes,

    /// <summary>Refuses it for now, with 451 to the recipient.</summary>
    RefusesForNow,

    /// <summary>Refuses it for good, with 550 to the recipient.</summary>
    RefusesForGood,

    /// <summary>Takes the whole mail, keeps it, and never answers.</summary>
    HangsAfterTaking,

    /// <summary>Takes the whole mail, keeps it, and closes the connection without an answer.</summary>
    DropsAfterTaking,

    /// <summary>Closes the connection in the middle of the mail, and keeps nothing.</summary>
    DropsInTheMiddle,
}
