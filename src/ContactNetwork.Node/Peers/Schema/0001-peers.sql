-- Rosters and key sets in the order in which they were accepted; verified anew whenever they are read.
create table node.trust_document (
    id bigint generated always as identity primary key,
    kind smallint not null,
    country text not null,
    version bigint not null,
    digest bytea not null,
    envelope bytea not null,
    accept_time timestamptz not null default clock_timestamp(),
    constraint trust_document_once unique (kind, country, version)
);

-- What is known of each other node.
create table node.peer (
    country text primary key,
    contact_time timestamptz,
    refusal text,
    clock_offset_ms bigint,
    clock_time timestamptz,
    roster_version bigint,
    certificate_expire_time timestamptz,
    software_version text,
    features text[] not null default '{}'
) with (fillfactor = 70);

-- How far each chain of ours has come.
create table node.outgoing_lane (
    peer text not null,
    lane smallint not null,
    epoch bigint not null default 1,
    sequence bigint not null default 0,
    digest bytea not null default decode(repeat('00', 32), 'hex'),
    receipted_sequence bigint not null default 0,
    stop_reason text,
    stop_time timestamptz,
    attempts integer not null default 0,
    next_attempt timestamptz,
    last_error text,
    told_reason text,
    primary key (peer, lane)
) with (fillfactor = 50);

-- The exact signed bytes of each dispatch, written before the first byte leaves; append-only, but for signatures of
-- newer keys over the same payload. Content is salt and body, sealed.
create table node.outbox (
    peer text not null,
    lane smallint not null,
    epoch bigint not null,
    sequence bigint not null,
    message_id uuid not null,
    digest bytea not null,
    commitment bytea not null,
    envelope bytea not null,
    case_id uuid not null,
    content bytea,
    stream uuid not null,
    stream_kind text not null,
    owe_time timestamptz not null,
    write_time timestamptz not null,
    primary key (peer, lane, epoch, sequence)
);
create index outbox_message on node.outbox (peer, message_id);

-- What the other side signed about a dispatch of ours: the answer, and a late outcome after STORED_UNPROCESSED.
create table node.receipt (
    peer text not null,
    lane smallint not null,
    epoch bigint not null,
    sequence bigint not null,
    is_late boolean not null,
    outcome smallint not null,
    reason smallint not null,
    envelope bytea not null,
    receive_time timestamptz not null,
    record_time timestamptz not null,
    primary key (peer, lane, epoch, sequence, is_late)
);

-- How far each chain of the others has come here. Whoever takes in dispatches locks the row first.
create table node.incoming_lane (
    peer text not null,
    lane smallint not null,
    epoch bigint not null default 0,
    sequence bigint not null default 0,
    digest bytea not null default decode(repeat('00', 32), 'hex'),
    stop_reason text,
    stop_time timestamptz,
    primary key (peer, lane)
) with (fillfactor = 50);

-- Every dispatch that used up a number, as it came. Content is salt and body, sealed.
create table node.inbox (
    id bigint generated always as identity primary key,
    peer text not null,
    lane smallint not null,
    epoch bigint not null,
    sequence bigint not null,
    message_id uuid not null,
    digest bytea not null,
    commitment bytea not null,
    envelope bytea not null,
    case_id uuid,
    content bytea,
    outcome smallint not null,
    reason smallint not null,
    receipt bytea not null,
    receive_time timestamptz not null,
    constraint inbox_number unique (peer, lane, epoch, sequence)
);
create index inbox_message on node.inbox (peer, message_id);

-- Dispatches that are stored and not processed: tried again until they are, then the outcome is told in Hello until
-- the sender confirms it.
create table node.inbox_unprocessed (
    inbox_id bigint primary key references node.inbox,
    peer text not null,
    message_id uuid not null,
    attempts integer not null default 0,
    next_try timestamptz not null,
    last_error text,
    late_receipt bytea
);
create index inbox_unprocessed_due on node.inbox_unprocessed (next_try) where late_receipt is null;
create index inbox_unprocessed_late on node.inbox_unprocessed (peer) where late_receipt is not null;

-- Proof of a second history: a signed dispatch whose number was used for another, or that follows another.
create table node.conflicting_dispatch (
    peer text not null,
    lane smallint not null,
    epoch bigint not null,
    sequence bigint not null,
    digest bytea not null,
    envelope bytea not null,
    receive_time timestamptz not null,
    primary key (peer, lane, epoch, sequence, digest)
);

-- What the duty desk must learn and could not be told in the same commit; told as soon as it can be.
create table node.peer_notice (
    id uuid primary key,
    cause text not null,
    peer text not null,
    subject uuid not null,
    reference text not null,
    urgency smallint not null,
    is_test boolean not null,
    create_time timestamptz not null
);
