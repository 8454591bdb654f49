-- Attempts to page persons, each written before it leaves. The same key again is the same page to the receiver.
create table node.page_attempt (
    alert uuid not null,
    page_key text not null,
    attempt integer not null,
    step integer not null,
    person text not null,
    channel text not null,
    idempotency_key uuid not null,
    state smallint not null,
    start_time timestamptz not null,
    end_time timestamptz,
    failure text,
    may_be_taken boolean not null default true,
    primary key (alert, page_key, attempt)
);
create index page_attempt_of_person on node.page_attempt (person, channel, start_time);
create index page_attempt_of_key on node.page_attempt (idempotency_key);
