-- As everywhere: whoever is from outside changes only what is put to them, whatever else a policy lets through.
create policy staff_outside_changes on bulk_disclosures as restrictive for update to ukuk_staff
  using ((select guard.outside_parts()) is null);
