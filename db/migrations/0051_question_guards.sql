-- Whoever looked does not answer for it, nor does anybody who looked decide an appeal against such an answer.
create function guard.looked(part uuid, account uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select 1 from request_parts p left join request_parts o on o.id = p.appeal_of
    join views v on v.id::text in (p.scope ->> 'view', o.scope ->> 'view')
    where p.id = part and v.staff_id = account)
$$;
revoke all on function guard.looked(uuid, uuid) from public;
grant execute on function guard.looked(uuid, uuid) to ukuk_staff;

create function guard.check_looker() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  line jsonb := to_jsonb(new);
  who uuid := (line ->> tg_argv[0])::uuid;
begin
  if who is not null and guard.looked(
    case tg_table_name when 'request_parts' then line ->> 'id' else line ->> 'part_id' end::uuid, who) then
    raise exception 'whoever looked does not answer for it' using errcode = 'UK005';
  end if;
  return new;
end $$;
create trigger looker_is_another before insert on proposals for each row execute function guard.check_looker('author_id');
create trigger looker_is_another before insert on approvals for each row execute function guard.check_looker('approver_id');
create trigger looker_is_another before insert on part_events for each row
  when (new.actor_kind = 'staff' and new.event <> 'submit') execute function guard.check_looker('actor_id');
create trigger looker_is_another before update of assigned_to on request_parts for each row
  when (new.assigned_to is not null) execute function guard.check_looker('assigned_to');

-- A question about a view is about one the person may know of, and is theirs.
create function guard.check_view_asked() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (
    select 1 from views v left join requests r on r.id = v.request_id
    where v.id::text = new.scope ->> 'view' and v.subject_id = new.subject_id and v.secrecy is null and r.secrecy is null
  ) then
    raise exception 'there is no such view to ask about' using errcode = 'UK004';
  end if;
  return new;
end $$;
create trigger view_asked_is_theirs before insert on request_parts for each row
  when (new.scope ? 'view') execute function guard.check_view_asked();
revoke all on function guard.check_looker(), guard.check_view_asked() from public;

-- A view may be withheld from the person for itself, too.
create policy subject_not_withheld on views as restrictive for select to ukuk_subject using (secrecy is null);
grant select (secrecy) on views to ukuk_worker;
