namespace ContactNetwork.Node.Store.Feeds;

/// <summary>
/// A view that people watch. Its table has the columns <c>id uuid</c>, <c>version bigint</c>, <c>row bytea</c> and
/// <c>changed xid8 not null default pg_current_xact_id()</c>, which every write sets anew, and an index on <c>changed</c>.
/// </summary>
/// <param name="Name">The table, with schema.</param>
/// <param name="Topic">What its writers wake.</param>
/// <param name="FirstCondition">Which rows are sent first to those who come without a token; SQL over the table.</param>
internal sealed record FeedTable(string Name, string Topic, string FirstCondition);

/// <summary>A row of a watched view.</summary>
/// <param name="Id">The thing.</param>
/// <param name="Version">Counts its changes.</param>
/// <param name="Changed">The transaction that wrote it.</param>
/// <param name="Content">The row as stored.</param>
internal sealed record FeedRow(Guid Id, long Version, ulong Changed, ReadOnlyMemory<byte> Content);

/// <summary>What one look found.</summary>
/// <param name="Rows">Rows as they are now; for receivers to de-duplicate by id and version.</param>
/// <param name="Token">Where to resume once the rows are taken; empty where it did not move.</param>
internal sealed record FeedBatch(IReadOnlyList<FeedRow> Rows, string Token);
