using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ContactNetwork.Client;

/// <summary>Gives every act its name: a request without <c>request_id</c> gets a fresh one, kept over all tries.</summary>
internal static class RequestIds
{
    private const string FieldName = "request_id";

    /// <summary>Returns the request's id, after minting one where the request has an empty one; null where it has none.</summary>
    public static string? Ensure(object request, TimeProvider time)
    {
        if (request is not IMessage message) return null;
        FieldDescriptor? field = message.Descriptor.FindFieldByName(FieldName);
        if (field is null) return null;
        string id = (string)field.Accessor.GetValue(message);
        if (id.Length > 0) return id;
        id = Guid.CreateVersion7(time.GetUtcNow()).ToString();
        field.Accessor.SetValue(message, id);
        return id;
    }
}
