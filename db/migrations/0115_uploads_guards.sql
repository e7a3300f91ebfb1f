-- What the scanner says of a file is the worker's to write; whoever sends a file says only that it came.
alter table uploads enable row level security;
alter table uploads force row level security;
do $$ begin
  execute format('create policy owner_all on uploads for all to %I using (true) with check (true)', current_user);
end $$;
create policy worker_all on uploads for all to ukuk_worker using (true) with check (true);
create policy subject_own on uploads for select to ukuk_subject
  using (place = 'attachment' and exists (select 1 from attachments a where a.id = uploads.id));
create policy subject_adds on uploads for insert to ukuk_subject
  with check (place = 'attachment' and scan <> 'refused' and exists (select 1 from attachments a where a.id = uploads.id));
create policy staff_read on uploads for select to ukuk_staff using ((select guard.current_staff()) is not null);
create policy staff_add on uploads for insert to ukuk_staff
  with check (scan <> 'refused' and (select guard.staff_role()) in ('officer', 'approver', 'steward'));
grant select, insert on uploads to ukuk_subject, ukuk_staff;
grant select, insert, update (scan, tried_at), delete on uploads to ukuk_worker;

-- A scan a disclosure rests on is the worker's to read, for the one person its job names.
create policy worker_scope on disclosure_documents for select to ukuk_worker
  using (subject_id = (select guard.worker_subject()));
grant select on disclosure_documents to ukuk_worker;

create function guard.uploads_to_scan(most integer)
returns table (id uuid, place text, subject_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select u.id, u.place, coalesce(a.subject_id, d.subject_id, t.subject_id)
  from uploads u
  left join attachments a on u.place = 'attachment' and a.id = u.id
  left join disclosure_documents d on u.place = 'document' and d.id = u.id
  left join source_tasks t on u.place = 'task' and t.id = u.id
  where u.scan in ('received', 'scanning')
  order by u.tried_at nulls first, u.at, u.id limit most
$$;
revoke all on function guard.uploads_to_scan(integer) from public;
grant execute on function guard.uploads_to_scan(integer) to ukuk_worker;

create function guard.forget_upload() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from uploads where id = old.id and place = 'attachment';
  return old;
end $$;
revoke all on function guard.forget_upload() from public;
create trigger forget_upload after delete on attachments for each row execute function guard.forget_upload();

-- Limits that hold whoever writes: 10 MB a file (its cell a little more), 30 MB a request, and of what people send
-- themselves 100 MB in thirty days. Files taken before are left as they are.
alter table attachments add constraint attachments_size
  check (size between 1 and 10485760 and octet_length(body) <= 10485760 + 4096) not valid;
alter table attachments add constraint attachments_kind
  check (media_type in ('application/pdf', 'image/jpeg', 'image/png')) not valid;

create function guard.check_attachment() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('attachments:' || new.subject_id, 0));
  if new.request_id is not null
    and new.size + (select coalesce(sum(size), 0) from attachments where request_id = new.request_id and id <> new.id) > 31457280 then
    raise exception 'the files of a request are 30 MB at most' using errcode = 'UK080';
  end if;
  if tg_op = 'INSERT' and session_user = 'ukuk_subject'
    and new.size + (select coalesce(sum(size), 0) from attachments
      where subject_id = new.subject_id and at > clock_timestamp() - interval '30 days') > 104857600 then
    raise exception 'a person sends 100 MB in thirty days at most' using errcode = 'UK081';
  end if;
  return new;
end $$;
revoke all on function guard.check_attachment() from public;
create trigger within_limits before insert or update of request_id on attachments
  for each row execute function guard.check_attachment();
create index attachments_subject on attachments (subject_id, at);
