-- The board: one row a request, written in the transaction of its facts. It holds no case content.
create table node.board (
    id uuid primary key,
    reference text not null,
    side smallint not null,
    peer_country text not null,
    stage smallint not null,
    add_time timestamptz not null,
    version bigint not null,
    row bytea not null,
    changed xid8 not null default pg_current_xact_id()
) with (fillfactor = 80);
comment on column node.board.row is 'contactnetwork.v1.BoardRow';
comment on column node.board.changed is 'The transaction that wrote the row last, by which streams resume.';
create unique index board_reference on node.board (reference, side, peer_country);
create index board_newest on node.board (add_time desc, id desc);
create index board_changed on node.board (changed);
