using ContactNetwork.V1;
using Google.Protobuf.Reflection;

namespace ContactNetwork.Cli.Screens;

/// <summary>The words that people read for the values of the API.</summary>
internal static class Words
{
    public static string Of(PreservationStage stage) => stage switch
    {
        PreservationStage.Released => "on its way",
        _ => Plain(stage),
    };

    public static string Of(AlertState state) => Plain(state);

    public static string Of(Urgency urgency) => Plain(urgency);

    public static string Of(Purpose purpose) => Plain(purpose);

    public static string Of(Side side) => Plain(side);

    public static string Of(PeerReachability reachability) => reachability is PeerReachability.Unspecified ? "not tried yet" : Plain(reachability);

    public static string Of(PeerMembership membership) => Plain(membership);

    public static string Of(PageAttemptState state) => Plain(state);

    public static string Of(Role role) => Plain(role);

    public static string Of(IEnumerable<Role> roles)
    {
        string all = string.Join(", ", roles.Select(Of));
        return all.Length == 0 ? "no role" : all;
    }

    /// <summary>The value's name without its enum's prefix, in lower case: <c>ROLE_DUTY_OFFICER</c> is "duty officer".</summary>
    public static string Plain<T>(T value)
        where T : struct, Enum
    {
        EnumValueDescriptor? descriptor = Descriptor<T>().FindValueByNumber(Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture));
        return descriptor is null ? value.ToString() : Friendly(descriptor).Replace('-', ' ');
    }

    /// <summary>The value's name as people type it: <c>DATA_KIND_USER_IDENTIFICATION</c> is "user-identification".</summary>
    public static string Friendly(EnumValueDescriptor value)
    {
        string prefix = Prefix(value.EnumDescriptor);
        string name = value.Name.StartsWith(prefix, StringComparison.Ordinal) ? value.Name[prefix.Length..] : value.Name;
        return name.ToLowerInvariant().Replace('_', '-');
    }

    /// <summary>All values that people may type, without "unspecified".</summary>
    public static IEnumerable<string> Choices(EnumDescriptor type) => type.Values.Where(value => value.Number != 0).Select(Friendly);

    /// <summary>Reads a value as people type it: case, blanks, hyphens and underscores don't matter.</summary>
    public static T? Read<T>(string text)
        where T : struct, Enum => Find(Descriptor<T>(), text) is { } value ? (T)Enum.ToObject(typeof(T), value.Number) : null;

    /// <inheritdoc cref="Read{T}"/>
    public static EnumValueDescriptor? Find(EnumDescriptor type, string text)
    {
        string wanted = Normal(text);
        return type.Values.FirstOrDefault(value => value.Number != 0 && (Normal(Friendly(value)) == wanted || Normal(value.Name) == wanted));
    }

    /// <summary>The descriptor of a generated enum.</summary>
    public static EnumDescriptor Descriptor<T>()
        where T : struct, Enum => Files.SelectMany(file => file.EnumTypes).First(type => type.ClrType == typeof(T));

    private static IEnumerable<FileDescriptor> Files { get; } =
    [
        ContentReflection.Descriptor, PreservationsReflection.Descriptor, OnCallReflection.Descriptor, PeersReflection.Descriptor,
        PeopleReflection.Descriptor, ContactsReflection.Descriptor, ContactTestsReflection.Descriptor,
        Federation.V1.SheetReflection.Descriptor, Federation.V1.BodiesReflection.Descriptor,
    ];

    private static string Prefix(EnumDescriptor type) =>
        string.Concat(type.Name.Select((letter, at) => at > 0 && char.IsUpper(letter) ? $"_{letter}" : $"{char.ToUpperInvariant(letter)}")).ToUpperInvariant() + "_";

    private static string Normal(string text) => text.Trim().ToLowerInvariant().Replace('_', '-').Replace(' ', '-');
}
