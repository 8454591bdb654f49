-- A received test that called nobody takes the day from nobody else.
alter table node.contact_test add column hold_until timestamptz;
update node.contact_test set hold_until = add_time + interval '24 hours' where is_admitted;
comment on column node.contact_test.is_admitted is 'Another country tests this one, and the test was taken: at most one of each country in 24 hours.';
comment on column node.contact_test.hold_until is 'Until when no test of another country is taken, where this one was; it grows when somebody is called.';
