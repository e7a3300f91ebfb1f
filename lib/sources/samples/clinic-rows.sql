insert into clinic.patients (pin, family, given, code, mail, profile, letter, remarks, tags, moods, mood, stay, stays,
  device, address, owed, spent, flags, token, spot, place, born, seen_at, photo)
select n::text || '0101199000001', 'Сынакова ' || n, 'Бурул', 'C-00' || n, 'Burul' || n || '@Clinic.Example',
  jsonb_build_object('contact', jsonb_build_object('phones', jsonb_build_array('+99655500000' || n, '+99655511111' || n),
    'home', jsonb_build_object('city', 'Ош', 'flat', n)), 'weight', 61.5, 'smokes', false, 'allergies', null,
    'history', jsonb_build_array(jsonb_build_object('year', 2020, 'what', 'сөөк сынуу'))),
  json_build_object('to', 'Бурул ' || n, 'text', 'салам'), hstore('бийиктик', (160 + n)::text), array['тынч', 'ыраазы'],
  array['calm', 'anxious']::clinic.mood[], 'calm', daterange('2026-01-01', '2026-01-10'),
  datemultirange(daterange('2026-01-01', '2026-01-03'), daterange('2026-02-01', '2026-02-03')), '08:00:2b:01:02:03',
  ('10.0.0.' || n)::inet, 120.50::numeric::money, interval '1 day 2 hours', b'1010',
  ('00000000-0000-4000-8000-00000000000' || n)::uuid, row('Ош', 'Масалиев к.')::clinic.spot, point(n, 40), '1990-05-15',
  '2026-03-01 10:00+06', decode('ffd8ff', 'hex')
from generate_series(1, 3) n;
update clinic.patients set portrait = lo_from_bytea(0, ('сүрөт ' || id)::bytea);

insert into clinic.documents (patient_id, title, scan)
select n, 'паспорт', lo_from_bytea(0, convert_to('паспорттун сканы ' || n, 'UTF8')) from generate_series(1, 3) n;

insert into clinic.visits
select n, 1 + n % 2, day, 'арыз ' || n
from unnest(array['2024-03-05', '2024-09-09', '2025-03-03', '2025-09-09', '2025-11-11', '2026-02-02']::date[])
  with ordinality v (day, n);
insert into clinic.analyses select n, 1 + n % 2, case when n < 3 then 'blood' else 'tissue' end, 'жыйынтык ' || n
from generate_series(1, 4) n;
insert into clinic.notes (id, patient_id, body) values (1, 1, 'эскертүү'), (2, 2, 'башка');
insert into clinic.nurse_notes (id, patient_id, body, nurse) values (3, 1, 'медайымдын эскертүүсү', 'А.');
insert into "Бейтап үйү"."Жашаган жери.2026" select n, n, 'үй ' || n, 'Ош ' || n, 'узун ' || n, 'тартип ' || n
from generate_series(1, 3) n;
insert into clinic.contacts_stored select n, n, '+99655500000' || n, false from generate_series(1, 3) n;
delete from clinic.former_names;
refresh materialized view clinic.patient_index;
