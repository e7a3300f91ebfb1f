-- Whoever may act for several people opens one account: each of the links sent to their contact serves for all.
-- Null: the link is used or too old; false: the contact is another account's by now, or the person has an account already.
create or replace function guard.accept_account_invitation(token bytea, password_in bytea, locale_in text, logins json, identities json, terms json, entry json)
returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare i account_invitations;
begin
  update account_invitations set used_at = clock_timestamp()
  where token_hash = token and used_at is null and expires_at > clock_timestamp() returning * into i;
  if not found then return null; end if;
  if exists (select 1 from accounts where id = i.account_id) then
    update accounts set password = password_in, locale = locale_in, reach = i.reach where id = i.account_id;
    update sessions set ended_at = clock_timestamp(), ended_why = 'access_given' where account_id = i.account_id and ended_at is null;
    delete from account_logins where account_id = i.account_id;
    update source_identities set until = clock_timestamp()
      where subject_id = i.subject_id and source = '*' and kind in ('phone', 'email') and until is null;
  else
    insert into accounts (id, kind, subject_id, password, locale, reach)
    values (i.account_id, 'subject', i.subject_id, password_in, locale_in, i.reach);
  end if;
  insert into account_logins (id, account_id, kind, hash, value)
    select (l->>'id')::uuid, i.account_id, l->>'kind', decode(l->>'hash', 'hex'), decode(l->>'value', 'hex') from json_array_elements(logins) l;
  insert into source_identities (id, subject_id, source, kind, hash, value, proof_level)
    select (k->>'id')::uuid, i.subject_id, k->>'source', k->>'kind', decode(k->>'hash', 'hex'), decode(k->>'value', 'hex'), 3
    from json_array_elements(identities) k
    on conflict (subject_id, source, kind, hash) do update set until = null;
  insert into search_terms (subject_id, hash) select i.subject_id, decode(t, 'hex') from json_array_elements_text(terms) t on conflict do nothing;
  update mandates set account_id = i.account_id where account_id is null and id in (
    select mandate_id from account_invitations where login_hash = i.login_hash and expires_at > clock_timestamp());
  update account_invitations set used_at = clock_timestamp()
  where login_hash = i.login_hash and mandate_id is not null and used_at is null;
  insert into ledger_inbox (id, leaf) values ((entry->>'id')::uuid, decode(entry->>'leaf', 'hex'));
  if i.subject_id is not null then
    insert into ledger_payloads (id, subject_id, salt, payload)
      values ((entry->>'id')::uuid, i.subject_id, decode(entry->>'salt', 'hex'), decode(entry->>'payload', 'hex'));
  end if;
  return true;
exception when unique_violation then
  return false;
end $$;
