using System.Collections.Immutable;

namespace ContactNetwork.Cards.Tests;

/// <summary>Countries that exist nowhere, with names in every script that the cards must be right for.</summary>
internal static class Samples
{
    public static DateTimeOffset Printed { get; } = new(2026, 11, 23, 20, 15, 0, TimeSpan.Zero);

    public const string Digest = "8f3a1c5be07d42961f0a4c3b2d1e0f9a8b7c6d5e4f30211203f4e5d6c7b8a990";

    /// <summary>The unit's name in each script.</summary>
    public static ImmutableArray<CardText> UnitNames { get; } =
    [
        new("en", "Belmaria Cyber Police, duty desk"),
        new("bg", "Киберполиция на Белмария"),
        new("el", "Δίωξη Κυβερνοεγκλήματος Μπελμαρίας"),
        new("ar", "الشرطة الإلكترونية لبلماريا"),
        new("he", "משטרת הסייבר של בלמריה"),
        new("th", "ตำรวจไซเบอร์เบลมาเรีย"),
        new("ja", "ベルマリア警察庁サイバー課"),
        new("zh-Hans", "贝尔马里亚网络警察"),
        new("ko", "벨마리아 사이버 경찰"),
    ];

    public static ImmutableArray<CardText> CountryNames { get; } =
    [
        new("en", "Belmaria"), new("bg", "Белмария"), new("el", "Μπελμαρία"), new("ar", "بلماريا"), new("he", "בלמריה"),
        new("th", "เบลมาเรีย"), new("ja", "ベルマリア"), new("zh-Hans", "贝尔马里亚"),
    ];

    public static CardContact Desk { get; } = new(
        "urn:poc:XB:1",
        UnitNames,
        [new("en", "National Police of Belmaria"), new("fr", "Police nationale de Belmarie")],
        "duty officer",
        ["Primary", "BC Art. 35 since 1 Jul 2004", "G7 24/7"],
        [
            new("Phone", "+9995550101", true, "At any hour", ""),
            new("Mobile", "+999555010277", true, "Outside staffed hours", "officer on call"),
            new("Node", "This network", false, "At any hour", "signed, mutual TLS"),
            new("E-mail", "duty@cyber.police.xb.example", false, "Staffed hours", "OpenPGP 7F3A 99C2"),
        ],
        ["Staffed 08:00–16:30, on call at all other hours", "Mon–Fri 08:00–16:30 Europe/Vienna", "now UTC+01:00: 07:00–15:30 UTC", "in summer UTC+02:00: 06:00–14:30 UTC", "Closed 24–26 Dec"],
        ["English C1, at any hour", "French B2, staffed hours", "Formal requests: English, French"],
        [
            new("Does itself", "preservation, technical advice, locating a provider, spontaneous information", RemarkWeight.Needed),
            new("Hands on", "traffic path disclosure: to the public prosecutor, takes 24 h", RemarkWeight.Needed),
            new("Not here", "mutual assistance: Ministry of Justice (urn:poc:XB:2)", RemarkWeight.Needed),
            new("Data", "content: needs mutual assistance; subscriber: police to police", RemarkWeight.Useful),
        ]);

    public static CardContact Ministry { get; } = Desk with
    {
        Id = "urn:poc:XB:2",
        Names = [new("en", "Ministry of Justice, international co-operation"), new("bg", "Министерство на правосъдието")],
        Authority = [],
        Desk = "secretariat",
        Facts = ["Central authority (BC Art. 27)"],
        Reaches = [new("Phone", "+9995550199", true, "Staffed hours", ""), new("E-mail", "mla@justice.xb.example", false, "Staffed hours", "")],
        Hours = ["Office hours only", "Mon–Fri 09:00–16:00 Europe/Vienna"],
        Languages = ["English B2, staffed hours"],
        Remarks = [new("Does itself", "receipt of mutual assistance requests", RemarkWeight.Needed)],
    };

    public static CountryCard Belmaria { get; } = new(
        "XB",
        "lab",
        false,
        12,
        Digest,
        new DateTimeOffset(2026, 11, 2, 9, 30, 0, TimeSpan.Zero),
        CardMarking.Amber,
        CountryNames,
        "Without prejudice to positions on status.",
        [Desk, Ministry],
        [
            new("Dual criminality", "May refuse without it, except for offences of BC Art. 2 to 11: show the facts in the request.", RemarkWeight.Needed),
            new("Preservation", "By order, 90 days, can be renewed once, at most 180 days in all. The user is not told.", RemarkWeight.Useful),
            new("No designation", "UNCC Art. 41: nobody is designated; use urn:poc:XB:1.", RemarkWeight.Needed),
            new("Law", "Code of Criminal Procedure § 165a; Act on Electronic Evidence § 12.", RemarkWeight.Background),
        ]);

    public static CountryCard Of(string country, CardMarking marking = CardMarking.Amber) => Belmaria with
    {
        Country = country,
        Marking = marking,
        Names = [new("en", $"Country {country}")],
        Contacts = [Desk with { Names = [Desk.Names[0]] }],
    };
}
