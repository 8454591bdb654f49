-- The peers that people here have suspended. A view of the peers' streams, written in the transaction of their facts.
create table node.peer_suspension (
    country text primary key,
    row bytea not null
) with (fillfactor = 70);
comment on column node.peer_suspension.row is 'contactnetwork.v1.PeerSuspension';
