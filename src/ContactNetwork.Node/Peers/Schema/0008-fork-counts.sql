-- How often a proof of a second history was not kept, because the first ones of that peer were: nobody can fill the store. A row
-- of its own for each peer, so that counting waits for nothing else.
create table node.fork_count (
    peer text primary key,
    left_out bigint not null
);
