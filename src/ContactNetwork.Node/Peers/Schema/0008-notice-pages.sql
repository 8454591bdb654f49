-- What can't become an alert now is paged without one: when next, and under which name a page leaves whose outcome is not known.
alter table node.peer_notice
    add column next_page timestamptz not null default '-infinity',
    add column page_key uuid;
