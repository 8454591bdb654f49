using System.Text.Json;
using System.Text.Json.Serialization;
using ContactNetwork.Domain;

namespace ContactNetwork.Node.Store.Sealing;

/// <summary>Seals every <see cref="CaseContent{T}"/> on its way into the store, and opens it on its way out.</summary>
internal sealed class CaseContentConverterFactory(CaseKeys keys) : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(CaseContent<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(
            typeof(CaseContentConverter<>).MakeGenericType(typeToConvert.GetGenericArguments()), keys)!;
}

/// <summary>
/// The stored form: <c>{"case": id, "sealed": base64}</c>, where sealed is the JSON of the content under the case's key;
/// null where the content was erased already when it was written.
/// </summary>
internal sealed class CaseContentConverter<T>(CaseKeys keys) : JsonConverter<CaseContent<T>>
    where T : class
{
    private static readonly JsonEncodedText CaseName = JsonEncodedText.Encode("case");
    private static readonly JsonEncodedText SealedName = JsonEncodedText.Encode("sealed");

    public override void Write(Utf8JsonWriter writer, CaseContent<T> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString(CaseName, value.CaseId);
        if (value.Value is { } content && keys.Get(value.CaseId) is { } key)
            writer.WriteBase64String(SealedName, key.Seal(value.CaseId, SealedUse.Event, JsonSerializer.SerializeToUtf8Bytes(content, options)));
        else
            writer.WriteNull(SealedName);
        writer.WriteEndObject();
    }

    public override CaseContent<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Guid caseId = default;
        byte[]? box = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isCase = reader.ValueTextEquals(CaseName.EncodedUtf8Bytes);
            var isSealed = reader.ValueTextEquals(SealedName.EncodedUtf8Bytes);
            reader.Read();
            if (isCase)
                caseId = reader.GetGuid();
            else if (isSealed && reader.TokenType == JsonTokenType.String)
                box = reader.GetBytesFromBase64();
            else
                reader.Skip();
        }

        return box is not null && keys.Get(caseId) is { } key
            ? new CaseContent<T>(caseId, JsonSerializer.Deserialize<T>(key.Open(caseId, SealedUse.Event, box), options))
            : new CaseContent<T>(caseId, null);
    }
}
