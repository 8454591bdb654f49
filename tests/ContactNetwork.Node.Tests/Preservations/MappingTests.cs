using ContactNetwork.Domain.Preservations;
using ContactNetwork.Node.Preservations.Mapping;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Xunit;

namespace ContactNetwork.Node.Tests.Preservations;

public sealed class MappingTests
{
    /// <summary>The sample has every field filled, which the first assertion holds true for fields to come.</summary>
    [Fact]
    public void Content_survives_the_way_from_people_to_peer_and_back_in_every_field()
    {
        var content = Samples.Content();
        content.Custodian.IsUnknown = true;
        content.Offence.ConventionArticle = 8;
        // The node makes normalized values; an address has no service; the second item is there to be another one.
        string[] leftOut = ["items[0].identifier.normalized_value", "items[0].identifier.service"];
        Assert.Equal(leftOut, Unset(content, "").Where(path => !path.StartsWith("items[1]", StringComparison.Ordinal)));

        var domain = PeopleContent.Read(content);
        var peer = Federation.V1.PreservationContent.Parser.ParseFrom(PeerContent.Write(domain).ToByteArray());

        Assert.Equal(content, PeopleContent.Write(domain));
        Assert.Equal(content, PeopleContent.Write(PeerContent.Read(peer)));
        Assert.Equal(content.ToByteArray(), peer.ToByteArray());
    }

    [Fact]
    public void An_item_that_a_peer_sends_with_an_impossible_time_is_kept_without_it()
    {
        var peer = PeerContent.Write(PeopleContent.Read(Samples.Content()));
        peer.Items[0].PeriodStartTime.Nanos = -1;

        var item = PeerContent.Read(peer).Items[0];

        Assert.Null(item.PeriodStart);
        Assert.NotNull(item.PeriodEnd);
    }

    [Theory]
    [InlineData(typeof(Domain.Urgency), typeof(V1.Urgency), typeof(Federation.V1.Urgency))]
    [InlineData(typeof(Domain.Purpose), typeof(V1.Purpose), typeof(Federation.V1.Purpose))]
    [InlineData(typeof(IdentifierKind), typeof(V1.IdentifierKind), typeof(Federation.V1.IdentifierKind))]
    [InlineData(typeof(DataKind), typeof(V1.DataKind), typeof(Federation.V1.DataKind))]
    [InlineData(typeof(UrgencyReason), typeof(V1.UrgencyReason), typeof(Federation.V1.UrgencyReason))]
    public void Codes_have_the_same_name_and_number_in_domain_and_protocols(Type domain, Type people, Type peers)
    {
        Assert.Equal(Codes(domain), Codes(people));
        Assert.Equal(Codes(domain), Codes(peers));
    }

    [Theory]
    [InlineData(typeof(Domain.Lane), typeof(Federation.V1.Lane))]
    [InlineData(typeof(Domain.Realm), typeof(Federation.V1.Realm))]
    public void Codes_between_nations_have_the_same_name_and_number_in_domain_and_protocol(Type domain, Type peers) =>
        Assert.Equal(Codes(domain), Codes(peers));

    private static IEnumerable<string> Codes(Type type) =>
        Enum.GetValues(type).Cast<object>().Select(value => $"{(int)value} {value}").Where(code => !code.StartsWith("0 ", StringComparison.Ordinal)).Order();

    /// <summary>The paths of fields that hold their default.</summary>
    private static IEnumerable<string> Unset(IMessage message, string path)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            var value = field.Accessor.GetValue(message);
            var here = path + field.Name;
            var isUnset = value switch
            {
                null or "" or 0 or false => true,
                System.Collections.IList { Count: 0 } => true,
                _ => field.FieldType == FieldType.Enum && !field.IsRepeated && Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture) == 0,
            };
            if (isUnset)
                yield return here;
            IEnumerable<(IMessage Message, string Path)> inner = value switch
            {
                IMessage one when one.Descriptor.File.Package.StartsWith("contactnetwork", StringComparison.Ordinal) => [(one, here + ".")],
                System.Collections.IList many => many.OfType<IMessage>().Select((one, index) => (one, $"{here}[{index}].")),
                _ => [],
            };
            foreach (var unset in inner.SelectMany(one => Unset(one.Message, one.Path)))
                yield return unset;
        }
    }
}
