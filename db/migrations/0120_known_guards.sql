-- The same answers with plans kept in the connection: these run once in every statement of a person's pages, and as
-- functions of SQL they were prepared anew each time.
create or replace function guard.current_subject() returns uuid
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare me uuid := guard.session_account('subject'); mandate uuid;
begin
  if me is null then return null; end if;
  mandate := guard.session_mandate();
  if mandate is null then return (select subject_id from accounts where id = me); end if;
  return (select subject_id from guard.live_mandate(mandate, me));
end $$;
create or replace function guard.secret_requests() returns setof uuid
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return query select id from requests where subject_id = guard.current_subject() and secrecy is not null;
end $$;
create or replace function guard.secret_parts() returns setof uuid
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return query select id from request_parts where request_id in (select guard.secret_requests());
end $$;
