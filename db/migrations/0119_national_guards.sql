-- Whose account a PIN of the state's sign-in is, by the PIN itself or by the customers that sources have under it.
create function guard.national_accounts(hashes bytea[])
returns table (account uuid, locale text)
language sql stable security definer set search_path = public, pg_temp as $$
  select distinct a.id, a.locale from source_identities i
    join subjects s on s.id = i.subject_id join accounts a on a.subject_id = s.id
  where i.hash = any (hashes) and i.kind not in ('phone', 'email') and i.until is null and s.erased_at is null
    and a.kind = 'subject' and a.disabled_at is null and a.reach <> 'contact'
$$;

-- Whoever the state names and nobody has an account for: one without contacts. False: somebody else was quicker.
create function guard.open_national(subject uuid, ledger uuid, account uuid, password bytea, locale text,
  identities json, terms json, entry json) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into subjects (id, ledger_ref) values (subject, ledger) on conflict do nothing;
  insert into accounts (id, kind, subject_id, password, locale) values (account, 'subject', subject, password, locale);
  insert into source_identities (id, subject_id, source, kind, hash, value, proof_level)
    select (i->>'id')::uuid, subject, i->>'source', i->>'kind', decode(i->>'hash', 'hex'), decode(i->>'value', 'hex'), 2
    from json_array_elements(identities) i on conflict do nothing;
  insert into search_terms (subject_id, hash) select subject, decode(t, 'hex') from json_array_elements_text(terms) t on conflict do nothing;
  insert into ledger_inbox (id, leaf) values ((entry->>'id')::uuid, decode(entry->>'leaf', 'hex'));
  insert into ledger_payloads (id, subject_id, salt, payload)
    values ((entry->>'id')::uuid, subject, decode(entry->>'salt', 'hex'), decode(entry->>'payload', 'hex'));
  perform guard.enqueue('import-consents', json_build_object('subject', subject));
  return true;
exception when unique_violation then
  return false;
end $$;

-- The state said who it is, and it is the account's own person: noted in the session, whose id changes.
create function guard.prove_session(old_hash bytea, new_hash bytea, hashes bytea[]) returns boolean
language sql security definer set search_path = public, pg_temp as $$
  with moved as (
    update sessions s set hash = new_hash, national_at = clock_timestamp(), seen_at = clock_timestamp()
    where s.hash = old_hash and s.ended_at is null and s.expires_at > clock_timestamp()
      and s.seen_at > clock_timestamp() - interval '15 minutes'
      and exists (select 1 from guard.national_accounts(hashes) n where n.account = s.account_id)
    returning 1)
  select exists (select 1 from moved)
$$;

revoke all on function guard.national_accounts(bytea[]), guard.prove_session(bytea, bytea, bytea[]),
  guard.open_national(uuid, uuid, uuid, bytea, text, json, json, json) from public;
grant execute on function guard.national_accounts(bytea[]), guard.prove_session(bytea, bytea, bytea[]),
  guard.open_national(uuid, uuid, uuid, bytea, text, json, json, json) to ukuk_auth;
