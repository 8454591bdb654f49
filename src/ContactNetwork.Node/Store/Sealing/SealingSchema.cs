namespace ContactNetwork.Node.Store.Sealing;

/// <summary>The table of case keys. Only wrapped keys are stored; the wrapping key stays outside PostgreSQL.</summary>
internal static class SealingSchema
{
    /// <summary>Creates the table; safe to repeat.</summary>
    public const string Sql = """
        create table if not exists node.case_keys (
            case_id uuid primary key,
            wrapping_key_id text not null,
            wrapped_key bytea,
            create_time timestamptz not null default now(),
            destroy_time timestamptz
        );
        comment on table node.case_keys is 'One sealed key per case; a destroyed key leaves its row with no wrapped_key.';
        """;
}
