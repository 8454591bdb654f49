using System.Reflection;
using System.Text.RegularExpressions;
using ContactNetwork.Domain;
using Google.Protobuf.Reflection;

namespace ContactNetwork.Architecture.Tests.Protos;

public sealed partial class ErrorReasonTests
{
    private const string Prefix = "ERROR_REASON_";
    private const string NeverSent = "UNSPECIFIED";

    // google.rpc.ErrorInfo allows no longer reason.
    private const int ReasonLengthMax = 63;

    // In a descriptor: the enum types of a file, the values of an enum.
    private const int EnumTypesField = 5;
    private const int ValuesField = 2;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_reason_of_the_rules_is_documented_in_the_protocol_and_the_other_way_round() =>
        Assert.Empty(Baseline.Compare([.. (await DocumentedAsync()).Keys], ReasonsOf(typeof(RefusalReasons))));

    [Fact]
    public async Task A_reason_missing_on_either_side_is_reported()
    {
        IEnumerable<string> reported = Baseline.Compare([.. (await DocumentedAsync()).Keys], ReasonsOf(typeof(OffendingReasons)));

        Assert.Contains("+ NEVER_DOCUMENTED", reported);
        Assert.Contains("- PEER_UNKNOWN", reported);
    }

    [Fact]
    public async Task Each_reason_is_short_and_its_comment_names_the_status_code() => Assert.All(
        await DocumentedAsync(),
        reason =>
        {
            Assert.True(reason.Key.Length <= ReasonLengthMax, reason.Key);
            Assert.Matches(Shape(), reason.Key);
            Assert.Matches(StatusCode(), reason.Value);
        });

    private static string[] ReasonsOf(Type constants) =>
    [
        .. constants.GetFields(BindingFlags.Public | BindingFlags.Static | BindingFlags.NonPublic)
            .Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!),
    ];

    /// <summary>The reasons that are sent, each with its comment.</summary>
    private static async Task<Dictionary<string, string>> DocumentedAsync()
    {
        using ProtoImage image = await ProtoImage.CompileAsync(ProtoImage.Sources, comments: true, Cancellation);
        FileDescriptorProto file = image.Read().File.Single(file => file.Name == "contactnetwork/v1/errors.proto");
        int index = file.EnumType.ToList().FindIndex(values => values.Name == "ErrorReason");
        return file.EnumType[index].Value
            .Select((value, position) => (
                Reason: value.Name[Prefix.Length..],
                Comment: CommentAt(file, [EnumTypesField, index, ValuesField, position])))
            .Where(value => value.Reason != NeverSent)
            .ToDictionary(value => value.Reason, value => value.Comment);
    }

    private static string CommentAt(FileDescriptorProto file, int[] path) =>
        file.SourceCodeInfo.Location.FirstOrDefault(location => location.Path.SequenceEqual(path))?.LeadingComments ?? "";

    [GeneratedRegex("^[A-Z][A-Z0-9_]+[A-Z0-9]$", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();

    [GeneratedRegex(
        "INVALID_ARGUMENT|NOT_FOUND|ALREADY_EXISTS|FAILED_PRECONDITION|ABORTED|PERMISSION_DENIED|UNAUTHENTICATED|"
        + "RESOURCE_EXHAUSTED|UNAVAILABLE|INTERNAL|UNIMPLEMENTED|OUT_OF_RANGE|DEADLINE_EXCEEDED",
        RegexOptions.CultureInvariant)]
    private static partial Regex StatusCode();

    private static class OffendingReasons
    {
        public const string Offence = "NEVER_DOCUMENTED";
    }
}
