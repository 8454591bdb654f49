-- Written by the readiness probe, one row a process id.
create table node.readiness (
    process_id integer primary key,
    probe_time timestamptz not null
);
