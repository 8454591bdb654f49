-- The digests of dispatches of ours whose bytes were deleted after their time: a peer that shows another dispatch under an
-- old number is noticed for ever.
create table node.sent_digest (
    peer text not null,
    lane smallint not null,
    epoch bigint not null,
    sequence bigint not null,
    digest bytea not null,
    primary key (peer, lane, epoch, sequence)
);

-- Finds what is old. Rows come in the order of time and leave from the front, so a summary of blocks is enough and costs
-- the writers next to nothing.
create index outbox_written on node.outbox using brin (write_time);
