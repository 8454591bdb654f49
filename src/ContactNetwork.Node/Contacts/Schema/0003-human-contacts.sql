-- When a person was last reached, as other countries' contact tests tell: the newest day for each contact point of each
-- country's sheet, by the word of both countries. What this country knows itself stands in contact_fact.
create table node.human_contact (
    country text not null,
    contact_point_id text not null,
    contact_date date not null,
    by_country text not null,
    envelope bytea not null,
    receive_time timestamptz not null,
    primary key (country, contact_point_id)
);
comment on column node.human_contact.contact_point_id is 'Empty where the country was reached by its node.';
comment on column node.human_contact.envelope is 'The signed word of the country reached.';
