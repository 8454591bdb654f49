using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Domain.Peers;
using ContactNetwork.Domain.Preservations;
using ContactNetwork.Domain.Tests.Kit;

namespace ContactNetwork.Domain.Tests;

/// <summary>Facts are stored as JSON for years: each must come back as it was.</summary>
public sealed class EventShapeTests
{
    public static TheoryData<Type> Facts =>
    [
        .. typeof(RequestingPreservationEvent).GetNestedTypes(),
        .. typeof(RequestedPreservationEvent).GetNestedTypes(),
        .. typeof(AlertEvent).GetNestedTypes(),
        .. typeof(PeerEvent).GetNestedTypes(),
        .. typeof(SheetSendingEvent).GetNestedTypes(),
        .. typeof(ContactTestEvent).GetNestedTypes(),
        .. typeof(HumanContactSendingEvent).GetNestedTypes(),
        .. typeof(ReceivedContactTestEvent).GetNestedTypes(),
    ];

    [Theory]
    [MemberData(nameof(Facts))]
    public void A_fact_comes_back_from_json_as_it_was(Type fact)
    {
        object made = Make(fact, nameof(fact))!;
        string stored = JsonSerializer.Serialize(made, fact);

        object? read = JsonSerializer.Deserialize(stored, fact);

        Assert.Equal(stored, JsonSerializer.Serialize(read, fact));
        Assert.All(fact.GetProperties(), property => Assert.NotNull(property.GetValue(read)));
    }

    [Theory]
    [MemberData(nameof(Facts))]
    public void A_fact_holds_nothing_but_what_it_was_made_of(Type fact) =>
        Assert.Equal(
            fact.GetConstructors().Single().GetParameters().Select(parameter => parameter.Name).Order(),
            fact.GetProperties().Select(property => property.Name).Order());

    /// <summary>Makes a value of a type in which nothing is missing.</summary>
    private static object? Make(Type type, string name)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Make(inner, name);
        if (type == typeof(string))
            return name;
        if (type == typeof(Guid))
            return Samples.Id(name.Length);
        if (type == typeof(DateTimeOffset))
            return Samples.Start.AddTicks(name.Length);
        if (type == typeof(TimeSpan))
            return Samples.Minutes(name.Length);
        if (type == typeof(long))
            return (long)name.Length;
        if (type == typeof(int))
            return name.Length;
        if (type == typeof(bool))
            return true;
        if (type.IsEnum)
            return Enum.GetValues(type).GetValue(0);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
            return MakeArray(type.GetGenericArguments()[0], name);

        ConstructorInfo constructor = type.GetConstructors().Single();
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => Make(parameter.ParameterType, parameter.Name!))]);
    }

    private static object? MakeArray(Type element, string name)
    {
        Array one = Array.CreateInstance(element, 1);
        one.SetValue(Make(element, name), 0);
        return typeof(ImmutableArray).GetMethods()
            .Single(method => method.Name == nameof(ImmutableArray.Create)
                && method.GetParameters() is [{ ParameterType.IsArray: true, Name: "items" }])
            .MakeGenericMethod(element)
            .Invoke(null, [one]);
    }
}
