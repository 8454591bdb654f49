-- Finds attempts that are old enough to be forgotten. Rows come in the order of time, so a summary of blocks is enough.
create index page_attempt_started on node.page_attempt using brin (start_time);
