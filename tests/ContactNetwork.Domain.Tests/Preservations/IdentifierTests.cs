using ContactNetwork.Domain.Preservations;
using static ContactNetwork.Domain.Preservations.IdentifierKind;

namespace ContactNetwork.Domain.Tests.Preservations;

public sealed class IdentifierTests
{
    private const string ExactTime = "2026-03-01T20:15:07+02:00";

    [Theory]
    [InlineData(Ipv4, "192.0.2.7", "192.0.2.7")]
    [InlineData(Ipv6, "2001:DB8:0:0:0:0:0:7", "2001:db8::7")]
    [InlineData(Ipv6, "2001:db8:0:0:1:0:0:0", "2001:db8:0:0:1::")]
    [InlineData(Ipv6, "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1")]
    [InlineData(Ipv6, "::", "::")]
    [InlineData(IdentifierKind.Domain, "Example.ORG.", "example.org")]
    [InlineData(IdentifierKind.Domain, "bücher.example", "xn--bcher-kva.example")]
    [InlineData(Host, "mail", "mail")]
    [InlineData(Url, "https://Example.org:443/A?b=C", "https://example.org/A?b=C")]
    [InlineData(Url, "https://bücher.example/x", "https://xn--bcher-kva.example/x")]
    [InlineData(Url, "ftp://192.0.2.7/x", "ftp://192.0.2.7/x")]
    [InlineData(Email, "Some.Name@Example.ORG", "Some.Name@example.org")]
    [InlineData(UserName, "@some.name", "some.name")]
    [InlineData(AccountNumber, "A-17", "A-17")]
    [InlineData(Phone, "+999 (20) 123-45.67", "+999201234567")]
    [InlineData(Imsi, "999 70 1234567890", "999701234567890")]
    [InlineData(Imei, "49-015420-323751-8", "490154203237518")]
    [InlineData(Iccid, "8912 3456 7890 1234 5675", "89123456789012345675")]
    [InlineData(Iccid, "8912345678901234562F", "8912345678901234562")]
    [InlineData(Mac, "00-1B-44-11-3A-B7", "00:1b:44:11:3a:b7")]
    [InlineData(Mac, "001b.4411.3ab7", "00:1b:44:11:3a:b7")]
    [InlineData(Mac, "001B44113AB7", "00:1b:44:11:3a:b7")]
    [InlineData(DeviceId, " D-1 ", "D-1")]
    [InlineData(CryptoAddress, "0x52908400098527886E0F7030069857D2E4169EE7", "0x52908400098527886e0f7030069857d2e4169ee7")]
    [InlineData(CryptoAddress, "1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT")]
    [InlineData(TransactionHash, "0xA000000000000000000000000000000000000000000000000000000000000001", "a000000000000000000000000000000000000000000000000000000000000001")]
    [InlineData(PaymentCardLastDigits, "4242", "4242")]
    [InlineData(FileHash, "D41D8CD98F00B204E9800998ECF8427E", "d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData(ServerLocation, "Hall 3, rack 7", "Hall 3, rack 7")]
    [InlineData(Other, "The blue one", "The blue one")]
    public void A_sound_identifier_gets_one_spelling(IdentifierKind kind, string value, string spelling)
    {
        IdentifierCheck check = Check(kind, value);

        Assert.Empty(check.Violations);
        Assert.Equal(spelling, check.NormalizedValue);
        Assert.Equal(spelling, Check(kind, spelling).NormalizedValue);
    }

    [Theory]
    [InlineData(Ipv4, "192.0.2")]
    [InlineData(Ipv4, "192.0.2.256")]
    [InlineData(Ipv4, "192.0.2.07")]
    [InlineData(Ipv4, "0x7f.1")]
    [InlineData(Ipv4, "٣.0.2.7")]
    [InlineData(Ipv6, "192.0.2.7")]
    [InlineData(Ipv6, "::ffff:192.0.2.7")]
    [InlineData(Ipv6, "fe80::1%eth0")]
    [InlineData(Ipv6, "[2001:db8::7]")]
    [InlineData(Ipv6, "2001:db8")]
    [InlineData(IdentifierKind.Domain, "localhost")]
    [InlineData(IdentifierKind.Domain, "-a.example")]
    [InlineData(IdentifierKind.Domain, "a..example")]
    [InlineData(IdentifierKind.Domain, "192.0.2.7")]
    [InlineData(IdentifierKind.Domain, "a b.example")]
    [InlineData(Host, "under_score")]
    [InlineData(Url, "/etc/passwd")]
    [InlineData(Url, "file:///etc/passwd")]
    [InlineData(Url, "example.org/x")]
    [InlineData(Url, "https://exa mple.org")]
    [InlineData(Email, "name")]
    [InlineData(Email, "@example.org")]
    [InlineData(Email, "a b@example.org")]
    [InlineData(Email, "name@localhost")]
    [InlineData(UserName, "@")]
    [InlineData(Phone, "020 1234567")]
    [InlineData(Phone, "00999201234567")]
    [InlineData(Phone, "+0201234567")]
    [InlineData(Phone, "+9992012345678901")]
    [InlineData(Imsi, "12345")]
    [InlineData(Imei, "490154203237519")]
    [InlineData(Imei, "4901542032375180")]
    [InlineData(Iccid, "89123456789012345671")]
    [InlineData(Iccid, "8912345")]
    [InlineData(Mac, "00:1b:44:11:3a")]
    [InlineData(Mac, "00:1b-44:11:3a:b7")]
    [InlineData(CryptoAddress, "short")]
    [InlineData(TransactionHash, "abc")]
    [InlineData(PaymentCardLastDigits, "4242424242424242")]
    [InlineData(FileHash, "d41d8cd98f00b204e9800998ecf8427")]
    [InlineData(Other, "  ")]
    public void An_unsound_identifier_is_refused(IdentifierKind kind, string value)
    {
        IdentifierCheck check = Check(kind, value);

        Assert.Equal("x.value", Assert.Single(check.Violations).Field);
        Assert.Equal("", check.NormalizedValue);
    }

    [Theory]
    [InlineData("2026-03-01T20:15:07Z", true)]
    [InlineData("2026-03-01T20:15:07.123456+02:00", true)]
    [InlineData("2026-03-01 20:15:07-05:30", true)]
    [InlineData("2026-03-01T20:15:07", false)]
    [InlineData("2026-03-01T20:15Z", false)]
    [InlineData("2026-03-01", false)]
    [InlineData("2026-03-01T20:15:07-00:00", false)]
    [InlineData("2026-02-30T20:15:07Z", false)]
    [InlineData("2026-03-01T25:15:07Z", false)]
    [InlineData("about eight", false)]
    [InlineData("", false)]
    public void An_ip_address_needs_an_exact_time_with_zone(string seenTime, bool isSound)
    {
        Identifier identifier = new(Ipv4, "192.0.2.7", "", "", seenTime, SourcePort: 0, IsCarrierShared: false);

        string[] fields = [.. Identifiers.Check(identifier, "x").Violations.Select(violation => violation.Field)];

        Assert.Equal(isSound ? [] : ["x.seen_time"], fields);
    }

    [Theory]
    [InlineData(0, true, false)]
    [InlineData(0, false, true)]
    [InlineData(50_000, true, true)]
    [InlineData(65_536, true, false)]
    [InlineData(-1, false, false)]
    public void A_carrier_shared_address_needs_its_source_port(int port, bool isShared, bool isSound)
    {
        Identifier identifier = new(Ipv6, "2001:db8::7", "", "", ExactTime, port, isShared);

        string[] fields = [.. Identifiers.Check(identifier, "x").Violations.Select(violation => violation.Field)];

        Assert.Equal(isSound ? [] : ["x.source_port"], fields);
    }

    [Theory]
    [InlineData(UserName)]
    [InlineData(AccountNumber)]
    public void An_account_needs_its_service(IdentifierKind kind)
    {
        Identifier identifier = new(kind, "some.name", "", "", "", SourcePort: 0, IsCarrierShared: false);

        Assert.Equal("x.service", Assert.Single(Identifiers.Check(identifier, "x").Violations).Field);
    }

    [Fact]
    public void An_unknown_kind_is_refused() => Assert.Equal("x.kind", Assert.Single(Check(0, "a").Violations).Field);

    [Fact]
    public void Every_kind_has_a_rule() =>
        Assert.All(Enum.GetValues<IdentifierKind>(), kind =>
            Assert.DoesNotContain(Check(kind, "a").Violations, violation => violation.Description == "is of an unknown kind."));

    private static IdentifierCheck Check(IdentifierKind kind, string value) => Identifiers.Check(
        new Identifier(kind, value, "", "forum.example", ExactTime, SourcePort: 0, IsCarrierShared: false),
        "x");
}
