namespace ContactNetwork.Domain.Preservations;

/// <summary>How much a request may hold; counts are characters (Unicode scalar values) or entries.</summary>
public static class ContentLimits
{
    /// <summary>Free texts: facts, relationship, necessity, emergency.</summary>
    public const int TextMax = 8_000;

    /// <summary>Names of organizations, persons, providers, services.</summary>
    public const int NameMax = 200;

    /// <summary>An authority's own case number.</summary>
    public const int CaseNumberMax = 100;

    /// <summary>An e-mail address.</summary>
    public const int EmailMax = 254;

    /// <summary>An offence's title.</summary>
    public const int OffenceTitleMax = 500;

    /// <summary>Articles of national law.</summary>
    public const int NationalArticlesMax = 500;

    /// <summary>A maximum penalty.</summary>
    public const int MaximumPenaltyMax = 200;

    /// <summary>The lowest offence article of the Budapest Convention.</summary>
    public const int ConventionArticleMin = 2;

    /// <summary>The highest offence article of the Budapest Convention.</summary>
    public const int ConventionArticleMax = 11;

    /// <summary>Things to be preserved.</summary>
    public const int ItemsMax = 100;

    /// <summary>Kinds of data of one thing.</summary>
    public const int DataKindsMax = 4;

    /// <summary>The description of one thing.</summary>
    public const int DescriptionMax = 2_000;

    /// <summary>An identifier's value.</summary>
    public const int IdentifierMax = 500;

    /// <summary>A custodian's location or contact.</summary>
    public const int CustodianTextMax = 500;

    /// <summary>Reasons of urgency.</summary>
    public const int UrgencyReasonsMax = 8;

    /// <summary>A side's own reference.</summary>
    public const int LocalReferenceMax = 100;

    /// <summary>A note to the other side.</summary>
    public const int NoteMax = 2_000;

    /// <summary>The reason of a withdrawal.</summary>
    public const int ReasonMax = 2_000;
}
