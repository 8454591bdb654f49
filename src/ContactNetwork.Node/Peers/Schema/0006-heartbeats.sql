-- How the heartbeats with each other node went: one row for each hour, of which a day is kept.
create table node.peer_heartbeat (
    country text not null,
    hour timestamptz not null,
    called integer not null,
    passed integer not null,
    late integer not null,
    failed integer not null,
    clock_off integer not null,
    received integer not null,
    round_trip_ms_max bigint,
    clock_offset_ms_max bigint,
    certificate_days_min integer,
    primary key (country, hour)
) with (fillfactor = 50);
comment on column node.peer_heartbeat.called is 'Hellos of ours that ended; each is passed or not, and a late one may show a clock that is off, too.';
comment on column node.peer_heartbeat.received is 'Hellos of the peer that we answered.';
comment on column node.peer_heartbeat.clock_offset_ms_max is 'The offset that was farthest from 0, with its sign.';

alter table node.peer add column missed_heartbeats integer not null default 0;
comment on column node.peer.missed_heartbeats is 'Counts our Hellos since the last that passed.';
