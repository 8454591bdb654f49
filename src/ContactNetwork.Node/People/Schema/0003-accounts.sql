-- Several accounts may be one person's. Such a person acts under one id, so that two people are two people.
alter table node.person
    add column same_as uuid references node.person (id),
    add constraint person_is_not_its_own_account check (same_as <> id);
alter table node.role_grant add column same_as uuid references node.person (id);
comment on column node.person.same_as is 'The person whose account this is; null for the first account. Never an account of another itself.';
