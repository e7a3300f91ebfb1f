-- What is answered in words is closed by its letter, and nothing asked so is declined without a coded ground and a letter
-- that explains it; what has a plan is closed by carrying it out.
create function guard.check_reply() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  replied boolean := new.status = 'fulfilled' and tg_op = 'UPDATE' and old.status = 'working';
begin
  if replied and (new.kind <> 'answer' or new.outcome is null) then
    raise exception 'a part is answered in words only where its right is, and with an outcome' using errcode = 'UK004';
  end if;
  if new.kind = 'answer' and new.status = 'fulfilling' then
    raise exception 'what is answered in words has no plan to carry out' using errcode = 'UK004';
  end if;
  if new.outcome = 'not_upheld' and coalesce(trim(new.ground), '') = '' then
    raise exception 'nothing is declined without a ground' using errcode = 'UK004';
  end if;
  if (replied or new.outcome = 'not_upheld') and not exists (
    select 1 from letters where part_id = new.id and direction = 'out'
  ) then
    raise exception 'an answer is a letter' using errcode = 'UK004';
  end if;
  return new;
end $$;
create trigger reply_needs_letter before insert or update of status, outcome, ground on request_parts
  for each row execute function guard.check_reply();
revoke all on function guard.check_reply() from public;
