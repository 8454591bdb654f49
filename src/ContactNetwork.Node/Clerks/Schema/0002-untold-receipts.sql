-- What was answered and could not be told to its stream is found at once, however much else waits in its group.
create index due_untold on node.due (work_group, next_try) where park_time is null and last_error = 'RECEIPT_NOT_RECORDED';
