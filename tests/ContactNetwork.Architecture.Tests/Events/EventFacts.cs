using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace ContactNetwork.Architecture.Tests.Events;

/// <summary>
/// How facts are stored: their names, then every shape that they hold, one line a property. The names of the records
/// of the facts themselves are not part of it, because they may change.
/// </summary>
internal static class EventFacts
{
    private const string OwnNamespace = "ContactNetwork.";

    public static IEnumerable<string> Of(IEnumerable<KeyValuePair<Type, string>> names)
    {
        HashSet<Type> shapes = [];
        List<string> facts = [];
        foreach ((Type type, string name) in names)
        {
            facts.AddRange(PropertiesOf(type, name, shapes));
        }

        Queue<Type> open = new(shapes);
        while (open.TryDequeue(out Type? shape))
        {
            HashSet<Type> inner = [];
            facts.AddRange(shape.IsEnum ? ValuesOf(shape) : PropertiesOf(shape, "shape " + NameOf(shape), inner));
            foreach (Type found in inner.Where(shapes.Add))
            {
                open.Enqueue(found);
            }
        }

        return facts;
    }

    /// <summary>The facts, nested in the closed unions of their streams, that have no stored name.</summary>
    public static IEnumerable<Type> Nameless(IEnumerable<Type> types, ICollection<Type> named) =>
        from union in types
        where union is { IsAbstract: true, IsNested: false } && union.Name.EndsWith("Event", StringComparison.Ordinal)
        from fact in union.GetNestedTypes()
        where fact.IsSubclassOf(union) && !named.Contains(fact)
        select fact;

    private static IEnumerable<string> PropertiesOf(Type type, string name, HashSet<Type> shapes)
    {
        PropertyInfo[] properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        foreach (PropertyInfo property in properties)
        {
            Collect(property.PropertyType, shapes);
            yield return $"{name}.{JsonNamingPolicy.CamelCase.ConvertName(property.Name)}: {NameOf(property)}";
        }

        if (properties.Length == 0)
        {
            yield return $"{name} is empty";
        }
    }

    private static IEnumerable<string> ValuesOf(Type type) => Enum.GetValues(type).Cast<object>().Select(value =>
        $"values {NameOf(type)}.{value} = {Convert.ToInt64(value, CultureInfo.InvariantCulture)}");

    private static void Collect(Type type, HashSet<Type> shapes)
    {
        foreach (Type argument in type.GetGenericArguments())
        {
            Collect(argument, shapes);
        }

        if (type.Namespace?.StartsWith(OwnNamespace, StringComparison.Ordinal) == true)
        {
            shapes.Add(type);
        }
    }

    private static string NameOf(PropertyInfo property) =>
        NameOf(property.PropertyType)
        + (new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable && !property.PropertyType.IsValueType ? "?" : "");

    private static string NameOf(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is Type inner)
        {
            return NameOf(inner) + "?";
        }

        string name = type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>" : name;
    }
}
