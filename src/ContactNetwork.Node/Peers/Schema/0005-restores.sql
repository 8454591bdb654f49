-- How this store, restored from a backup, is brought up to date with each peer; and the database that was last compared with it.
alter table node.peer add column compared_store text;
comment on column node.peer.compared_store is 'Names the database and the start of its server in which our chains were last compared with the peer.';

create table node.peer_restore (
    country text primary key,
    is_held boolean not null,
    row bytea not null,
    last_error text,
    next_try timestamptz not null default clock_timestamp()
) with (fillfactor = 70);
comment on column node.peer_restore.row is 'contactnetwork.v1.PeerRestore';

-- Our own dispatches that were fetched back, and whether their facts are in their case again: 0 waits for the case, 1 is, 2 never.
create table node.recovered_dispatch (
    peer text not null,
    lane smallint not null,
    epoch bigint not null,
    sequence bigint not null,
    case_reference text not null,
    state smallint not null,
    primary key (peer, lane, epoch, sequence)
);
create index recovered_dispatch_waiting on node.recovered_dispatch (peer, case_reference) where state = 0;
