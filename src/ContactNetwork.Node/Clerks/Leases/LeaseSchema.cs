namespace ContactNetwork.Node.Clerks.Leases;

/// <summary>The table of leases, and the function by which an outcome proves that its lease is still its own.</summary>
internal static class LeaseSchema
{
    /// <summary>The SQLSTATE that <c>node.assert_lease</c> raises when the lease is another's.</summary>
    public const string LeaseLostState = "CN001";

    /// <summary>Creates table and function; safe to repeat.</summary>
    public const string Sql = """
        create table if not exists node.leases (
            name text primary key,
            owner uuid not null,
            presence_key bigint not null,
            epoch bigint not null,
            end_time timestamptz not null
        );
        comment on table node.leases is 'Who may act on what, until when by the database clock; each taking grows the epoch.';

        create or replace function node.assert_lease(lease_name text, lease_epoch bigint) returns void
        language plpgsql as $$
        begin
            perform 1 from node.leases where name = lease_name and epoch = lease_epoch for share;
            if not found then
                raise exception 'lease % of epoch % is lost', lease_name, lease_epoch using errcode = 'CN001';
            end if;
        end
        $$;
        """;
}
