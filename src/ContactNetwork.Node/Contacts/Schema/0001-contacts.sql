-- Every version of every country's sheet as it was signed; append-only, verified anew whenever it is read.
create table node.sheet (
    id bigint generated always as identity primary key,
    country text not null,
    version bigint not null,
    digest bytea not null,
    envelope bytea not null,
    create_time timestamptz not null,
    effective_time timestamptz not null,
    accept_time timestamptz not null,
    origin text not null,
    is_reach_change boolean not null,
    publisher uuid,
    constraint sheet_once unique (country, version)
);
comment on column node.sheet.effective_time is 'Since when it is in force here; what the directory said at an instant is told by it.';
comment on column node.sheet.publisher is 'The person here who published or confirmed it; null for other countries.';
create index sheet_effective on node.sheet (effective_time);

-- What was refused, as evidence: a second history, a foreign or missing signature.
create table node.refused_sheet (
    country text not null,
    version bigint not null,
    digest bytea not null,
    fault smallint not null,
    origin text not null,
    envelope bytea not null,
    receive_time timestamptz not null,
    primary key (country, version, digest, fault)
);

-- Contacts with contact points, in tests and in real cases; neither persons nor cases.
create table node.contact_fact (
    id uuid primary key,
    country text not null,
    contact_point_id text not null,
    level smallint not null,
    outcome smallint not null,
    contact_time timestamptz not null,
    by_country text not null,
    channel smallint not null,
    value text not null,
    language text not null,
    correction text not null
);
create index contact_fact_point on node.contact_fact (contact_point_id, contact_time desc);
create index contact_fact_country on node.contact_fact (country, contact_time desc);
