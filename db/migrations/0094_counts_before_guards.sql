-- What a source held before a plan ran in it is evidence: the worker writes it, once for each source.
grant update (held_before, gone_beside) on plans to ukuk_worker;
create function guard.counted_once() returns trigger language plpgsql as $$ begin
  raise exception 'what was there before a plan ran is written once' using errcode = 'check_violation';
end $$;
create trigger counted_once before update of held_before on plans for each row
  when (old.held_before is not null and (new.held_before @> old.held_before) is not true) execute function guard.counted_once();
revoke all on function guard.counted_once() from public;
