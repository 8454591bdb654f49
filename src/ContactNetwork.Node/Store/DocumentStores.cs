using ContactNetwork.Node.Store.Sealing;
using JasperFx;
using JasperFx.Events;
using Marten;
using Npgsql;
using Weasel.Core;

namespace ContactNetwork.Node.Store;

/// <summary>Makes Marten's store.</summary>
internal static class DocumentStores
{
    /// <summary>The schema of everything that the node keeps.</summary>
    public const string Schema = "node";

    /// <summary>
    /// Quick appends, fixed names, folds by the domain, content sealed at the serializer. Marten changes no schema by
    /// itself (<see cref="SchemaKeeper"/> does, under a lock) and retries nothing: the shell retries whole commands.
    /// </summary>
    public static DocumentStore Create(
        NpgsqlDataSource source, CaseKeys keys, TimeProvider time, IEnumerable<StreamRegistration> streams) => DocumentStore.For(options =>
    {
        options.Connection(source);
        options.DatabaseSchemaName = Schema;
        options.AutoCreateSchemaObjects = AutoCreate.None;
        options.DisableNpgsqlLogging = true;
        options.ConfigurePolly(_ => { });
        options.ConfigureWritePolly(_ => { });
        options.UseSystemTextJsonForSerialization(
            EnumStorage.AsInteger,
            Casing.CamelCase,
            json => json.Converters.Add(new CaseContentConverterFactory(keys)));

        options.Events.StreamIdentity = StreamIdentity.AsGuid;
        options.Events.AppendMode = EventAppendMode.Quick;
        options.Events.TimeProvider = time;
        options.Events.UseListenNotifyForEventAppends = false;
        foreach (var (type, name) in EventNames.All)
            options.Events.MapEventType(type, name);
        foreach (var stream in streams)
            stream.Configure(options);
    });
}
