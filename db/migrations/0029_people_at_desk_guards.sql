-- Staff enter a person the portal did not know, as the sources know them or as their document says.
do $$ declare t text; begin
  foreach t in array array['subjects', 'source_identities', 'search_terms'] loop
    execute format('create policy staff_add on %I for insert to ukuk_staff with check ((select guard.staff_role()) = ''officer'')', t);
  end loop;
end $$;
grant insert on subjects, source_identities, search_terms to ukuk_staff;

-- Whoever this customer of a source is in the portal already.
grant execute on function guard.subject_known_as(bytea[]) to ukuk_staff;
