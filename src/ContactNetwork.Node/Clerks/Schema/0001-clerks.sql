-- What streams owe next. Derived from the events but for attempts, next_try, park_time and last_error.
create table node.due (
    stream uuid not null,
    stream_kind text not null,
    kind text not null,
    key text not null,
    due_at timestamptz not null,
    urgency smallint not null,
    peer text,
    lane smallint,
    work_group text not null,
    attempts integer not null default 0,
    next_try timestamptz not null,
    park_time timestamptz,
    last_error text,
    trace_parent text,
    primary key (stream, kind, key)
) with (fillfactor = 80);
create index due_in_group on node.due (work_group, urgency, next_try) where park_time is null;
create index due_in_time on node.due (kind, next_try) include (work_group, urgency) where park_time is null;
create index due_parked on node.due (park_time) where park_time is not null;

-- Who may act on what, until when by this server's clock; each taking grows the epoch.
create table node.leases (
    name text primary key,
    owner uuid not null,
    presence_key bigint not null,
    epoch bigint not null,
    end_time timestamptz not null
) with (fillfactor = 50);

-- Fails unless the lease is still of this epoch, and keeps it so until the transaction ends.
create function node.assert_lease(lease_name text, lease_epoch bigint) returns void
language plpgsql as $$
begin
    perform 1 from node.leases where name = lease_name and epoch = lease_epoch for share;
    if not found then
        raise exception 'lease % of epoch % is lost', lease_name, lease_epoch using errcode = 'CN001';
    end if;
end
$$;
