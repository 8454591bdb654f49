using System.Text.Json;
using System.Text.Json.Serialization;
using ContactNetwork.Domain;

namespace ContactNetwork.Node.Store.Sealing;

/// <summary>
/// Writes <see cref="CaseContent{T}"/> sealed: <c>{"case": "…", "sealed": "base64"}</c>. It sits at Marten's serializer, so
/// that the domain stays plain and no event can be stored in clear by mistake.
/// </summary>
internal sealed class CaseContentConverter(CaseSealer sealer) : JsonConverterFactory
{
    private const string Use = "event";
    private const string CaseProperty = "case";
    private const string SealedProperty = "sealed";

    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(CaseContent<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(
            typeof(Of<>).MakeGenericType(typeToConvert.GetGenericArguments()), sealer)!;

    private sealed class Of<T>(CaseSealer sealer) : JsonConverter<CaseContent<T>>
        where T : class
    {
        public override CaseContent<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            var caseId = document.RootElement.GetProperty(CaseProperty).GetGuid();
            var clear = document.RootElement.GetProperty(SealedProperty) is { ValueKind: JsonValueKind.String } bytes
                ? sealer.Open(caseId, Use, bytes.GetBytesFromBase64())
                : null;
            return new CaseContent<T>(caseId, clear is null ? null : JsonSerializer.Deserialize<T>(clear, options));
        }

        public override void Write(Utf8JsonWriter writer, CaseContent<T> value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteString(CaseProperty, value.CaseId);
            if (value.Value is null)
            {
                writer.WriteNull(SealedProperty);
            }
            else
            {
                var clear = JsonSerializer.SerializeToUtf8Bytes(value.Value, options);
                writer.WriteBase64String(SealedProperty, sealer.Seal(value.CaseId, Use, clear));
            }

            writer.WriteEndObject();
        }
    }
}
