-- The list of contacts not to be written to: the worker keeps it, and those who check a list against it read hashes alone.
grant update (until, ground), delete on suppressions to ukuk_worker;
create policy staff_checks on suppressions for select to ukuk_staff
  using ((select guard.staff_role()) in ('officer', 'steward', 'administrator') and (select guard.outside_parts()) is null);
grant select (hash, until) on suppressions to ukuk_staff;
