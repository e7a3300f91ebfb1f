-- Whoever lets a part through marks it; the mark is made of a key no row holds.
grant update (decided) on request_parts to ukuk_subject, ukuk_staff, ukuk_worker;
