-- The voice tests that this country owes others: one for each half-year. That one is done, contact_fact tells.
create table node.voice_test_duty (
    period text primary key,
    country text not null,
    open_time timestamptz not null,
    due_time timestamptz not null,
    announce_time timestamptz,
    hinder_time timestamptz,
    overdue_time timestamptz
);
comment on column node.voice_test_duty.period is 'The half-year, UTC, e.g. 2026-H2.';
comment on column node.voice_test_duty.announce_time is 'When the desk was told that it is due; null until then. So with the two below: due and can not be done; overdue.';
