-- 400 made-up users of the e-services portal. Everything follows from the user's number and from today: two loads on
-- one day give the same rows. Family names begin with «Сыноо-» (test); the phones belong to nobody.

-- Users 1 to 4 are the demo people; what sets them apart comes at the end.
insert into portal.users (user_id, user_no, username, surname, first_name, patronymic, birth_date, pin, phone, email, locale,
  confirmation, registered_via, status, registered_at, removed_at, "dataConfirmedOn", modified_at, password_digest)
select md5('srs-user-' || i)::uuid, 'U' || lpad(i::text, 7, '0'), 'citizen' || i,
  f.surname || case when f.female then 'а' else '' end, f.first_name,
  case when i % 10 <> 3 then case when f.female then 'Үлгү кызы' else 'Үлгү уулу' end end,
  f.birth, case when f.female then '1' else '2' end || to_char(f.birth, 'DDMMYYYY') || lpad((40000 + i)::text, 5, '0'),
  case when i <= 4 then '+9965554' else '+9965551' end || lpad(i::text, 5, '0'),
  case when i <= 4 or i % 7 <> 6 then 'citizen' || i || '@user.example' end,
  case when i % 3 = 2 then 'ru' else 'ky' end,
  case when i % 5 = 0 then 'simplified' when i % 2 = 0 then 'in_person' else 'phone' end,
  case when i % 9 = 0 then 'service_centre' else 'site' end,
  f.status, f.registered, case when f.status = 'removed' then f.registered + interval '300 days' end,
  case when i % 3 = 1 then current_date - (i % 120) end, f.registered + interval '2 days', md5('demo' || i)
from generate_series(1, 400) as i
cross join lateral (
  select i % 2 = 0 as female,
    (array['Сыноо-Абдыраев', 'Сыноо-Исаков', 'Сыноо-Калыков', 'Сыноо-Молдобаев', 'Сыноо-Нурматов', 'Сыноо-Осмонов',
      'Сыноо-Садыков', 'Сыноо-Турдубаев', 'Сыноо-Чокоев', 'Сыноо-Эшимов'])[i % 10 + 1] as surname,
    case when i % 2 = 0
      then (array['Айнура', 'Асель', 'Бегимай', 'Жылдыз', 'Канышай', 'Перизат', 'Элнура'])[i % 7 + 1]
      else (array['Айбек', 'Бектур', 'Жаныбек', 'Кубат', 'Нурлан', 'Талант', 'Эрлан'])[i % 7 + 1] end as first_name,
    date '1960-05-01' + i * 43 as birth,
    case when i > 4 and i % 31 = 0 then 'removed' when i > 4 and i % 59 = 0 then 'suspended' else 'active' end as status,
    current_date - 2700 + i * 6 + time '10:00' + (i % 400) * interval '1 minute' as registered
) f;

insert into portal.user_documents (doc_id, user_id, doc_type, doc_number, authority, issued_on, valid_until, entered_at)
select md5('srs-doc-' || user_no)::uuid, user_id, d.type, case d.type when 'passport' then 'AC' else 'ID' end || lpad((8000000 + d.n)::text, 7, '0'),
  'МКК 50-' || lpad((d.n % 60 + 1)::text, 2, '0'), registered_at::date - 200 - d.n % 800, registered_at::date + 2850 - d.n % 800, registered_at
from portal.users
cross join lateral (select substr(user_no, 2)::int as n, case when substr(user_no, 2)::int % 8 = 0 then 'passport' else 'id_card' end as type) d
where confirmation <> 'simplified';

insert into portal.checks (user_id, item, outcome, checked_at, checked_by, remark)
select user_id, c.item,
  case when c.item = 'pin' and confirmation = 'simplified' then 'pending' when c.item = 'pin' and d.n % 27 = 4 then 'mismatch' else 'confirmed' end,
  case when c.item = 'phone' or confirmation <> 'simplified' then registered_at + interval '15 minutes' end,
  case when c.item = 'phone' then 'sms-код' when confirmation <> 'simplified' then 'калктын реестри' end,
  case when c.item = 'pin' and confirmation <> 'simplified' and d.n % 27 = 4 then 'Аты реестрдегиден айырмаланат' end
from portal.users
cross join (values ('phone'), ('pin')) as c (item)
cross join lateral (select substr(user_no, 2)::int as n) d;

-- Until three years ago nothing was ticked: the policy reads agreement into use.
insert into portal.agreements (user_id, purpose, operations, method, edition, given_at, withdrawn_at)
select user_id, p.purpose, p.operations, case when registered_at > now() - interval '3 years' then 'ticked' else 'deemed' end,
  '1', registered_at at time zone 'Asia/Bishkek', removed_at at time zone 'Asia/Bishkek'
from portal.users
cross join (values
  ('identification', array['collect', 'use', 'store']),
  ('contact', array['collect', 'use', 'store']),
  ('statistics', array['use']),
  ('verification', array['collect', 'use', 'store'])) as p (purpose, operations);

insert into portal.processing_marks (user_id, purpose, operation, allowed, marked_at, reason)
select user_id, 'statistics', 'use', substr(user_no, 2)::int % 12 <> 0, registered_at at time zone 'Asia/Bishkek', null
from portal.users where substr(user_no, 2)::int % 12 < 4;

insert into log.sign_ins (user_id, at, ip, "userAgent", ok)
select user_id, coalesce(removed_at, current_date::timestamp) at time zone 'Asia/Bishkek' - k * interval '11 days' - d.n * interval '5 minutes',
  ('198.51.100.' || d.n % 250 + 1)::inet,
  case when d.n % 4 = 0 then 'Mozilla/5.0 (Demo; Android) Chrome/141.0' else 'Mozilla/5.0 (Demo) Firefox/142.0' end, not (k = 2 and d.n % 17 = 0)
from portal.users
cross join generate_series(1, 3) as k
cross join lateral (select substr(user_no, 2)::int as n) d;

-- Legal entities, and who acts for them.
insert into portal.organisations (inn, name, registered_on)
select '0' || lpad((1000000000000 + i)::text, 13, '0'), 'ЖЧК «Сыноо-' || (array['Ата-Журт', 'Береке', 'Куруу', 'Транс', 'Үмүт'])[i % 5 + 1] || '-' || i || '»',
  current_date - 4000 + i * 20
from generate_series(1, 60) as i;

insert into portal.user_organisations (user_id, org_inn, role, org_name, position, proxy_no, issued_on, valid_until, entered_by, confirmed_at, revoked_at)
select u.user_id, o.inn, r.role, o.name, case r.role when 'head' then 'директор' else 'юрист' end,
  case r.role when 'by_proxy' then 'ИК-' || 3000 + d.n end, u.registered_at::date + 30,
  case r.role when 'by_proxy' then current_date - 200 + d.n end,
  case r.role when 'head' then 'register' else 'organisation' end, u.registered_at + interval '31 days',
  case when d.n % 40 = 20 then u.registered_at + interval '120 days' end
from portal.users u
cross join lateral (select substr(user_no, 2)::int as n) d
cross join lateral (select case when d.n % 20 = 0 then 'by_proxy' else 'head' end as role) r
join portal.organisations o on o.inn = '0' || lpad((1000000000000 + d.n % 60 + 1)::text, 13, '0')
where d.n > 4 and d.n % 10 = 0 and u.status = 'active';

-- Up to three applications a person; the last of some is still under way.
insert into svc.applications (app_no, applicant, on_behalf_inn, division, service, form, status, submitted_at, answer, closed_at)
select 'A-' || d.n || '-' || k, u.user_id,
  case when k = 2 then (select org_inn from portal.user_organisations o where o.user_id = u.user_id limit 1) end,
  v.division, v.service, v.form, s.status, t.at,
  case s.status when 'delivered' then 'Кызмат көрсөтүлдү.' when 'refused' then 'Тиркелген документтер толук эмес.' end,
  case when s.status in ('delivered', 'refused', 'cancelled') then t.at + interval '6 days' end
from portal.users u
cross join lateral (select substr(user_no, 2)::int as n) d
cross join generate_series(1, 3) as k
cross join lateral (
  select case when d.n % 6 = 1 and k = 1 and u.status = 'active' then current_date - (d.n % 9) + time '11:00'
    else u.registered_at + (k * 40 + d.n % 30) * interval '1 day' end as at
) t
cross join lateral (
  select case when d.n % 6 = 1 and k = 1 and u.status = 'active' then (array['submitted', 'in_progress', 'awaiting_fee', 'ready'])[d.n % 4 + 1]
    when (d.n + k) % 19 = 0 then 'refused' when (d.n + k) % 23 = 0 then 'cancelled' else 'delivered' end as status
) s
cross join lateral (
  select * from (values
    (0, 'population', 'ID-карта алмаштыруу', jsonb_build_object('reason', 'мөөнөтү бүттү', 'pick_up', 'Бишкек, КТБ-' || d.n % 5 + 1)),
    (1, 'vehicles', 'Транспорт каражатын кайра каттоо', jsonb_build_object('plate', lpad((d.n % 9 + 1)::text, 2, '0') || 'KG' || lpad((d.n % 1000)::text, 3, '0') || 'SYN', 'year', 2005 + d.n % 20)),
    (2, 'property', 'Кыймылсыз мүлк боюнча справка', jsonb_build_object('cadastral_code', '1-01-01-' || lpad(d.n::text, 4, '0'), 'address', 'Бишкек, Үлгү көчөсү, ' || d.n))
  ) as all_of (no, division, service, form) where no = (d.n + k) % 3
) v
where d.n > 4 and k <= d.n % 4 and t.at < current_date and (u.removed_at is null or t.at < u.removed_at - interval '10 days');

insert into svc.attachments (app_no, file_name, content, mime, uploaded_at)
select app_no, 'тиркеме-' || app_no || '.pdf', convert_to('%PDF-1.4' || chr(10) || '% үлгү: ' || app_no || chr(10) || '%%EOF', 'UTF8'), 'application/pdf', submitted_at
from svc.applications where division <> 'vehicles';

-- A fee for every application whose turn for it came; of the cancelled ones some still await their money.
insert into svc.fees (payer, app_no, amount, receipt_no, paid_at, refunded_at)
select applicant, app_no, case division when 'population' then 520 when 'vehicles' then 1250 else 300 end, 'К-' || replace(app_no, '-', ''),
  submitted_at + interval '1 hour',
  case when status = 'cancelled' and split_part(app_no, '-', 2)::int % 2 = 0 then submitted_at + interval '9 days' end
from svc.applications where status not in ('submitted', 'awaiting_fee');

insert into svc.messages (user_id, direction, channel, subject, body, sent_at)
select applicant, 'to_user', 'portal', 'Арыздын абалы: ' || app_no, case status when 'delivered' then 'Кызмат көрсөтүлдү.' else 'Арызыңыз кабыл алынды.' end, coalesce(closed_at, submitted_at + interval '5 minutes')
from svc.applications
union all
select user_id, 'from_user', case when d.n % 10 = 5 then 'email' else 'phone' end, 'Техникалык колдоо',
  'Порталга кире албай жатам.', registered_at + interval '50 days'
from portal.users cross join lateral (select substr(user_no, 2)::int as n) d
where d.n > 4 and d.n % 5 = 0 and registered_at < current_date - 60;

-- The demo people ------------------------------------------------------------------------------------
-- 1: an application under way. 2: head of one legal entity, proxy of another. 3: account removed seven years ago.
-- 4: the name differs from the register's; a cancelled application's fee has not come back.

update portal.users set confirmation = 'in_person', registered_at = (now() - interval '20 months')::timestamp, modified_at = (now() - interval '20 months')::timestamp
where user_no in ('U0000001', 'U0000002', 'U0000004');
update portal.users
set confirmation = 'in_person', registered_at = (now() - interval '100 months')::timestamp, status = 'removed',
    removed_at = (now() - interval '84 months')::timestamp, modified_at = (now() - interval '84 months')::timestamp, "dataConfirmedOn" = null
where user_no = 'U0000003';
update portal.user_documents d
set entered_at = u.registered_at, issued_on = u.registered_at::date - 300, valid_until = u.registered_at::date + 3350
from portal.users u where u.user_id = d.user_id and u.user_no < 'U0000005';
update portal.checks c set checked_at = u.registered_at + interval '15 minutes' from portal.users u where u.user_id = c.user_id and u.user_no < 'U0000005';
update portal.agreements a
set given_at = u.registered_at at time zone 'Asia/Bishkek', withdrawn_at = u.removed_at at time zone 'Asia/Bishkek',
    method = case when u.status = 'removed' then 'deemed' else 'ticked' end
from portal.users u where u.user_id = a.user_id and u.user_no < 'U0000005';
update portal.processing_marks m set marked_at = u.registered_at at time zone 'Asia/Bishkek' from portal.users u where u.user_id = m.user_id and u.user_no < 'U0000005';
update log.sign_ins s set at = u.removed_at at time zone 'Asia/Bishkek' - (s.entry_id % 3 + 1) * interval '6 days'
from portal.users u where u.user_id = s.user_id and u.user_no = 'U0000003';

insert into svc.applications (app_no, applicant, on_behalf_inn, division, service, form, status, submitted_at, answer, closed_at)
select v.app_no, md5('srs-user-' || v.n)::uuid, v.inn, v.division, v.service, v.form::jsonb, v.status, (now() - v.ago)::timestamp,
  v.answer, case when v.status in ('delivered', 'cancelled') then (now() - v.ago + interval '6 days')::timestamp end
from (values
  ('A-1-1', 1, null, 'population', 'Жалпы жарандык паспорт алуу', '{"reason": "биринчи жолу", "pick_up": "Бишкек, КТБ-1"}', 'in_progress', interval '3 days', null),
  ('A-1-2', 1, null, 'vehicles', 'Транспорт каражатын кайра каттоо', '{"plate": "01KG001SYN", "year": 2014}', 'delivered', interval '9 months', 'Кызмат көрсөтүлдү.'),
  ('A-2-1', 2, '01000000000007', 'property', 'Кыймылсыз мүлк боюнча справка', '{"cadastral_code": "1-01-01-0002", "address": "Бишкек, Үлгү көчөсү, 2"}', 'delivered', interval '2 months', 'Справка берилди.'),
  ('A-3-1', 3, null, 'population', 'Жашаган жери боюнча каттоо', '{"address": "Бишкек, Үлгү көчөсү, 3"}', 'delivered', interval '96 months', 'Кызмат көрсөтүлдү.'),
  ('A-4-1', 4, null, 'population', 'ID-карта алмаштыруу', '{"reason": "мөөнөтү бүттү", "pick_up": "Бишкек, КТБ-4"}', 'cancelled', interval '1 month', null)
) as v (app_no, n, inn, division, service, form, status, ago, answer);

insert into svc.attachments (app_no, file_name, content, mime, uploaded_at)
select app_no, 'тиркеме-' || app_no || '.pdf', convert_to('%PDF-1.4' || chr(10) || '% үлгү: ' || app_no || chr(10) || '%%EOF', 'UTF8'), 'application/pdf', submitted_at
from svc.applications where app_no in ('A-1-1', 'A-2-1', 'A-3-1', 'A-4-1');

insert into svc.fees (payer, app_no, amount, receipt_no, paid_at)
select applicant, app_no, 520, 'К-' || replace(app_no, '-', ''), submitted_at + interval '1 hour'
from svc.applications where app_no in ('A-1-1', 'A-1-2', 'A-2-1', 'A-3-1', 'A-4-1');

insert into svc.messages (user_id, direction, channel, subject, body, sent_at)
select applicant, 'to_user', 'portal', 'Арыздын абалы: ' || app_no, 'Арызыңыз кабыл алынды.', submitted_at + interval '5 minutes'
from svc.applications where app_no in ('A-1-1', 'A-1-2', 'A-2-1', 'A-3-1', 'A-4-1');

insert into portal.user_organisations (user_id, org_inn, role, org_name, position, proxy_no, issued_on, valid_until, entered_by, confirmed_at)
select md5('srs-user-2')::uuid, o.inn, v.role, o.name, v.position, v.proxy_no, current_date - 400, v.until, v.entered_by, (now() - interval '13 months')::timestamp
from (values
  ('01000000000007', 'head', 'директор', null, null::date, 'register'),
  ('01000000000008', 'by_proxy', 'юрист', 'ИК-3002', current_date + 200, 'organisation')
) as v (inn, role, position, proxy_no, until, entered_by)
join portal.organisations o using (inn);
