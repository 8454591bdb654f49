-- Facts with sealed content stay in their page. Sealed bytes can't be compressed, and trying costs more than storing them.
alter table node.mt_events set (toast_tuple_target = 8160);
