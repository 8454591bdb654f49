-- Signed and sealed bytes stay in their page: they can't be compressed, and trying costs more than storing them.
alter table node.outbox set (toast_tuple_target = 8160);
alter table node.inbox set (toast_tuple_target = 8160);
