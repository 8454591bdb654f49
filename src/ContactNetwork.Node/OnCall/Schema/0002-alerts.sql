-- Alerts: one row each, written in the transaction of its facts. It holds no case content, no names and no addresses.
create table node.alert (
    id uuid primary key,
    subject_kind text not null,
    subject_id uuid not null,
    cause text not null,
    is_open boolean not null,
    version bigint not null,
    row bytea not null,
    changed xid8 not null default pg_current_xact_id()
) with (fillfactor = 80);
comment on column node.alert.row is 'contactnetwork.v1.Alert; the person who took it by id';
comment on column node.alert.changed is 'The transaction that wrote the row last, by which streams resume.';
create index alert_open_of_subject on node.alert (subject_id, subject_kind) where is_open;
create index alert_open on node.alert (id) where is_open;
create index alert_changed on node.alert (changed);
