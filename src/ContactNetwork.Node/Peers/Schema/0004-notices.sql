-- Notices whose signers are not known here: kept within bounds for the case that a key set is on its way, acted on by
-- nobody, told to nobody.
create table node.unknown_notice (
    digest bytea primary key,
    envelope bytea not null,
    origin text not null,
    receive_time timestamptz not null default clock_timestamp()
);
