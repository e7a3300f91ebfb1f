-- The proofs of RFC 6962 checked by somebody else: the algorithms of RFC 9162 (2.1.3.2 and 2.1.4.2), in the language of the
-- database that every run of the tests has, and the root by the definition itself. Shares nothing with lib/ledger.
create function pg_temp.inner_node(l bytea, r bytea) returns bytea language sql immutable as $$
  select sha256('\x01'::bytea || l || r)
$$;

create function pg_temp.tree_head(leaves bytea[]) returns bytea language plpgsql immutable as $$
declare n int := cardinality(leaves); k int := 1;
begin
  if n = 0 then return sha256(''::bytea); end if;
  if n = 1 then return sha256('\x00'::bytea || leaves[1]); end if;
  while k * 2 < n loop k := k * 2; end loop;
  return pg_temp.inner_node(pg_temp.tree_head(leaves[1:k]), pg_temp.tree_head(leaves[k + 1:n]));
end $$;

create function pg_temp.includes(at bigint, size bigint, leaf bytea, path bytea[], root bytea) returns boolean
language plpgsql immutable as $$
declare f bigint := at; s bigint := size - 1; r bytea := sha256('\x00'::bytea || leaf); p bytea;
begin
  if at >= size then return false; end if;
  foreach p in array path loop
    if s = 0 then return false; end if;
    if f % 2 = 1 or f = s then
      r := pg_temp.inner_node(p, r);
      while f % 2 = 0 and f <> 0 loop f := f / 2; s := s / 2; end loop;
    else
      r := pg_temp.inner_node(r, p);
    end if;
    f := f / 2; s := s / 2;
  end loop;
  return s = 0 and r = root;
end $$;

create function pg_temp.continues(older bigint, newer bigint, path bytea[], first_root bytea, second_root bytea) returns boolean
language plpgsql immutable as $$
declare f bigint := older - 1; s bigint := newer - 1; fr bytea; sr bytea; p bytea; n int := 0; whole boolean;
begin
  if older < 1 or older > newer then return false; end if;
  if older = newer then return cardinality(path) = 0 and first_root = second_root; end if;
  whole := older & (older - 1) = 0;
  if whole then path := first_root || path; end if;
  if cardinality(path) = 0 then return false; end if;
  while f % 2 = 1 loop f := f / 2; s := s / 2; end loop;
  fr := path[1]; sr := path[1];
  foreach p in array path[2:] loop
    if s = 0 then return false; end if;
    if f % 2 = 1 or f = s then
      fr := pg_temp.inner_node(p, fr);
      sr := pg_temp.inner_node(p, sr);
      while f % 2 = 0 and f <> 0 loop f := f / 2; s := s / 2; end loop;
    else
      sr := pg_temp.inner_node(sr, p);
    end if;
    f := f / 2; s := s / 2;
  end loop;
  return s = 0 and fr = first_root and sr = second_root;
end $$;
