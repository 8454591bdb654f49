-- The line of history in which the marks of watched views were written; one row.
create table node.feed_epoch (
    only boolean primary key default true check (only),
    epoch text not null
);
