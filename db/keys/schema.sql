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
