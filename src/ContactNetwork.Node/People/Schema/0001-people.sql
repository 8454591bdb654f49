-- Who may use this node: persons and programs, each bound to what one issuer calls them.
create table node.person (
    id uuid primary key,
    issuer text not null,
    subject text not null,
    is_machine boolean not null,
    display_name text not null,
    create_time timestamptz not null,
    constraint person_once unique (issuer, subject, is_machine)
);

-- The roles in force; the numbers of contactnetwork.v1.Role.
create table node.person_role (
    person uuid not null references node.person (id),
    role smallint not null,
    primary key (person, role)
);

-- Proposals of roles; in force once another person has confirmed them.
create table node.role_grant (
    id uuid primary key,
    issuer text not null,
    subject text not null,
    is_machine boolean not null,
    display_name text not null,
    roles smallint[] not null,
    proposer uuid not null references node.person (id),
    propose_time timestamptz not null,
    confirmer uuid references node.person (id),
    confirm_time timestamptz,
    check ((confirmer is null) = (confirm_time is null)),
    check (confirmer <> proposer)
);
create index role_grant_open on node.role_grant (propose_time) where confirm_time is null;

-- Every act on roles, for ever. No actor: the bootstrap file.
create table node.role_change (
    number bigint generated always as identity primary key,
    kind text not null check (kind in ('BOOTSTRAPPED', 'PROPOSED', 'CONFIRMED', 'REVOKED')),
    role_grant uuid,
    person uuid,
    roles smallint[] not null,
    actor uuid,
    change_time timestamptz not null
);

create function node.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name;
end
$$;
create trigger role_change_is_append_only before update or delete or truncate on node.role_change
    for each statement execute function node.refuse_change();

-- Counts the changes, so that replicas see at a glance whether what they hold is current. Locked first by every change.
create table node.people_version (
    is_only boolean primary key default true check (is_only),
    version bigint not null
);
insert into node.people_version (version) values (1);
