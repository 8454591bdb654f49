-- Proof that a second history of ours is about: a dispatch that we signed, under a number that our store uses for another. A
-- peer holds it, and showed it.
create table node.own_conflicting_dispatch (
    peer text not null,
    lane smallint not null,
    epoch bigint not null,
    sequence bigint not null,
    digest bytea not null,
    envelope bytea not null,
    receive_time timestamptz not null,
    primary key (peer, lane, epoch, sequence, digest)
);
