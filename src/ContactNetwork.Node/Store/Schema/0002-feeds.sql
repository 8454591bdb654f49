-- The line of history in which the marks of watched views were written; one row.
create table node.feed_epoch (
    is_only boolean primary key default true check (is_only),
    epoch text not null
);
