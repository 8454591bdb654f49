-- Contact tests on both sides: one row each, written in the transaction of its facts. It names no person.
create table node.contact_test (
    id uuid primary key,
    peer_country text not null,
    is_admitted boolean not null,
    add_time timestamptz not null,
    version bigint not null,
    row bytea not null
) with (fillfactor = 80);
comment on column node.contact_test.is_admitted is 'Another country tests this one, and the test was taken: there is at most one in 24 hours.';
comment on column node.contact_test.row is 'contactnetwork.v1.ContactTest';
create index contact_test_newest on node.contact_test (add_time desc, id);
create index contact_test_admitted on node.contact_test (add_time desc) where is_admitted;
