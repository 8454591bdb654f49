-- What was refused at the border: per hour, kind, reason and proven country one row with a count and the first and last of
-- them, so that nobody can fill the store by being refused.
create table node.peer_refusal (
    hour timestamptz not null,
    source smallint not null,
    reason text not null,
    country text not null,
    count bigint not null,
    first_time timestamptz not null,
    first_detail text not null,
    last_time timestamptz not null,
    last_detail text not null,
    primary key (hour, source, reason, country)
);
comment on column node.peer_refusal.country is 'The country that the refused proved to be, or told us; empty where nothing was proven.';

-- Proofs of a second history are bounded for each peer: counting them must not read the others'.
create index conflicting_dispatch_peer on node.conflicting_dispatch (peer, receive_time);
