-- The keys database, apart from the portal's, so that a stolen copy of one opens nothing.
create table if not exists wrapped_keys (
  owner uuid not null,
  purpose text not null check (purpose in ('data', 'case')),
  version smallint not null,
  epoch integer not null,
  wrapped bytea,
  created_at timestamptz not null default now(),
  destroyed_at timestamptz,
  primary key (owner, purpose, version),
  check ((wrapped is null) = (destroyed_at is not null))
);
grant usage on schema public to ukuk_keyring;
grant select, insert on wrapped_keys to ukuk_keyring;
grant update (wrapped, destroyed_at, epoch) on wrapped_keys to ukuk_keyring;

-- The epochs of the master key, which is never here: a fingerprint tells which key is wanted.
create table if not exists key_epochs (
  epoch integer primary key check (epoch between 1 and 65535),
  key_id text not null unique check (key_id ~ '^[0-9a-f]{16}$'),
  begun_at timestamptz not null default now(),
  destroyed_at timestamptz
);
-- Which epoch is over, its owner says alone.
grant select, insert (epoch, key_id) on key_epochs to ukuk_keyring;
-- The keys that outlive every epoch, by their fingerprints, so that a start notices another key in the place of one.
create table if not exists standing_keys (
  use text primary key,
  key_id text not null check (key_id ~ '^[0-9a-f]{16}$')
);
grant select on standing_keys to ukuk_keyring;
-- Under an epoch that was destroyed nothing is wrapped any more: whoever has not heard of it would lose what it seals.
create or replace function keep_to_live_epochs() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  -- Holds up a destruction until this is committed, and is then seen by it.
  perform 1 from public.key_epochs where epoch = new.epoch and destroyed_at is null for share;
  if not found then
    raise exception 'epoch % is none to wrap under', new.epoch using errcode = 'UK060';
  end if;
  return new;
end $$;
create or replace trigger keep_to_live_epochs before insert or update of wrapped, epoch on wrapped_keys
  for each row when (new.wrapped is not null) execute function keep_to_live_epochs();
-- What was destroyed stays so, and an epoch keeps its number's key.
create or replace function keep_epochs_destroyed() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.destroyed_at is not null then
    raise exception 'what an epoch was stays written' using errcode = 'UK061';
  end if;
  return new;
end $$;
create or replace trigger keep_epochs_destroyed before update or delete on key_epochs
  for each row execute function keep_epochs_destroyed();
