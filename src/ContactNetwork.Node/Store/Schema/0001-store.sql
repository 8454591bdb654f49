-- The keys of the cases, each wrapped by a key outside this database. A destroyed key leaves its row.
create table node.case_key (
    case_id uuid primary key,
    wrapped bytea,
    wrapping_key_id text not null,
    create_time timestamptz not null default clock_timestamp(),
    destroy_time timestamptz,
    check ((wrapped is null) = (destroy_time is not null))
);

-- The first answer to each act of each actor, so that the same again is answered the same.
create table node.request (
    actor text not null,
    method text not null,
    request_id uuid not null,
    digest bytea not null,
    answer bytea not null,
    record_time timestamptz not null default clock_timestamp(),
    constraint request_once primary key (actor, method, request_id)
);
create index request_age on node.request using brin (record_time);

-- Numbers of reference numbers. Gaps are fine.
create sequence node.reference_number;
