-- A proposal may also be rejected, by its proposer too; then nobody can confirm it any more.
alter table node.role_grant
    add column rejecter uuid references node.person (id),
    add column reject_time timestamptz,
    add constraint role_grant_rejected check ((rejecter is null) = (reject_time is null)),
    add constraint role_grant_ended_once check (confirm_time is null or reject_time is null);
drop index node.role_grant_open;
create index role_grant_open on node.role_grant (propose_time) where confirm_time is null and reject_time is null;

alter table node.role_change
    drop constraint role_change_kind_check,
    add constraint role_change_kind_check check (kind in ('BOOTSTRAPPED', 'PROPOSED', 'CONFIRMED', 'REJECTED', 'REVOKED'));
