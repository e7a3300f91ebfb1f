-- Four hundred people who do not exist, from their number alone: the same every time, with dates told from today.
-- 1: a child, entered by guardian 2. 3: an adult with an open profile, refused by the program. 4: fifteen, registered
-- alone. From 5 on, every fifth is a child (entered by the person before, 5 by 6, or alone where 35 divides the number),
-- every ninth has deleted the account, and every tenth adult is captain of a team.

insert into club.members (user_no, login, surname, name, otchestvo, birth_dt, mobile, mail, city, school, lang,
  entered_by, came_from, reg_at, chg_at, closed_at, close_reason, manual_only)
select n,
  'ulgu' || lpad(n::text, 4, '0'),
  case when n <= 4 then (array['Сыноо-Асанова', 'Сыноо-Асанова', 'Сыноо-Бакиров', 'Сыноо-Дөөлөтов'])[n]
    else (array['Сыноо-Асанов', 'Сыноо-Бакиров', 'Сыноо-Дөөлөтов', 'Сыноо-Жээнбаев', 'Сыноо-Калыков', 'Сыноо-Мамытов', 'Сыноо-Осмонов'])[1 + family % 7]
      || case when female then 'а' else '' end end,
  case when n <= 4 then (array['Үлгү-Айжан', 'Үлгү-Гүлнара', 'Үлгү-Бакыт', 'Үлгү-Нурбек'])[n]
    when female then (array['Үлгү-Айгүл', 'Үлгү-Бермет', 'Үлгү-Жылдыз', 'Үлгү-Мээрим', 'Үлгү-Салтанат'])[1 + n % 5]
    else (array['Үлгү-Азамат', 'Үлгү-Данияр', 'Үлгү-Кубат', 'Үлгү-Талант', 'Үлгү-Эрлан'])[1 + n / 2 % 5] end,
  case when n % 6 <> 0 then 'Үлгү уулу/кызы' end,
  case when n = 1 then (current_date - interval '12 years 100 days')::date
    when n = 2 then (current_date - interval '38 years 60 days')::date
    when n = 3 then (current_date - interval '31 years 80 days')::date
    when n = 4 then (current_date - interval '15 years 40 days')::date
    when child then current_date - (10 + n % 8) * 365 - n % 300 - 3
    when n % 5 in (1, 4) then current_date - (38 + n % 20) * 366 - n % 350
    else current_date - (19 + n % 40) * 366 - n % 350 end,
  case when n <= 4 then '+99655530000' || n else '+9965551' || lpad(n::text, 5, '0') end,
  case when n <= 3 or n % 3 <> 0 then 'ulgu' || n || '@user.example' end,
  (array['Бишкек', 'Ош', 'Жалал-Абад', 'Каракол', 'Нарын', 'Талас', 'Баткен'])[1 + n % 7],
  case when child then '№ ' || (10 + n % 60) || ' үлгү мектеп' when n = 3 or n % 4 = 0 then 'Үлгү университети' end,
  case when n % 3 = 0 then 'ru' else 'ky' end,
  case when n = 1 or (child and n > 4 and n % 35 <> 0) then 'guardian' when not child and n % 17 = 0 then 'captain' else 'self' end,
  case when n % 4 = 0 then 'site' else 'app' end,
  registered,
  (coalesce(closed, registered + interval '3 days') at time zone 'Asia/Bishkek'),
  closed,
  case when closed is not null then case when n % 2 = 0 then 'button' else 'letter' end end,
  n > 4 and n % 101 = 0
from (
  select n, n % 4 = 1 or n = 2 as female, n in (1, 4) or (n > 4 and n % 5 = 0) as child,
    case when n = 5 then 6 when n % 5 = 0 and n % 35 <> 0 then n - 1 else n end as family,
    (current_date - case when n <= 4 then 400 + n * 37 else 1600 + n * 3 % 900 end)::timestamp at time zone 'Asia/Bishkek'
      + interval '10 hours' + n % 480 * interval '1 minute' as registered,
    case when n > 4 and n % 9 = 0 then
      (current_date - 20 - n * 3 % 1500)::timestamp at time zone 'Asia/Bishkek' + interval '15 hours' end as closed
  from generate_series(1, 400) n
) person;

insert into club.secrets (user_no, digest, changed_at)
select user_no, sha256(convert_to('no password ' || user_no, 'UTF8')), reg_at
from club.members where closed_at is null;

insert into club.guardians (child_no, guardian_no, relation, guardian_name, guardian_phone, paper, entered_at, confirmed_at, confirmed_by)
select c.user_no, g.user_no,
  case when c.user_no <> 1 and c.user_no % 3 = 2 then 'guardian' when g.user_no % 4 = 1 or g.user_no = 2 then 'mother' else 'father' end,
  g.surname || ' ' || g.name, g.mobile,
  case when c.user_no <> 1 and c.user_no % 3 = 2 then 'камкордук жөнүндө чечим (үлгү)' else 'туулгандыгы жөнүндө күбөлүк KR-X 000000 (үлгү)' end,
  c.reg_at, case when c.user_no = 1 or c.user_no % 4 <> 0 then c.reg_at + interval '2 days' end,
  case when c.user_no = 1 or c.user_no % 4 <> 0 then 'admin_' || 1 + c.user_no % 3 end
from club.members c
join club.members g on g.user_no = case c.user_no when 1 then 2 when 5 then 6 else c.user_no - 1 end
where c.entered_by = 'guardian';

-- Teams: everyone but a few plays somewhere, some in a second team that they left.
insert into club.rosters (user_no, put_by, written_by, team_title, role_title, joined_on, left_on)
select m.user_no, case when m.entered_by = 'captain' then m.user_no - m.user_no % 10 + 3 end, m.entered_by,
  '«Үлгү-' || 1 + m.user_no % 24 || '» командасы',
  (array['player', 'player', 'player', 'goalkeeper', 'coach'])[1 + (m.user_no % 5)::int],
  (m.reg_at at time zone 'Asia/Bishkek')::date + 5,
  case when m.closed_at is not null then (m.closed_at at time zone 'Asia/Bishkek')::date end
from club.members m where m.user_no <= 4 or m.user_no % 8 <> 0;

insert into club.rosters (user_no, written_by, team_title, role_title, joined_on, left_on)
select user_no, 'self', '«Сыноо-' || 1 + user_no % 6 || '» командасы', 'player', (reg_at at time zone 'Asia/Bishkek')::date + 6,
  (reg_at at time zone 'Asia/Bishkek')::date + 240
from club.members where user_no % 12 = 7 and reg_at < now() - interval '300 days';

-- People without an account, written down by captains; person 3 is one of the captains.
insert into club.rosters (put_by, person_name, person_phone, written_by, team_title, role_title, joined_on)
select m.user_no, 'Сыноо-Конок Үлгү-' || m.user_no || '-' || k, '+9965551' || 90000 + m.user_no * 3 + k, 'captain',
  '«Үлгү-' || 1 + m.user_no % 24 || '» командасы', 'player', (m.reg_at at time zone 'Asia/Bishkek')::date + 20 + k
from club.members m cross join generate_series(1, 2) k
where m.user_no % 10 = 3 and m.closed_at is null;

insert into club.display (user_no, item, is_open, changed_at)
select m.user_no, item, m.user_no = 3 or (m.user_no > 4 and m.entered_by = 'self' and (m.user_no + i) % 4 = 0 and m.closed_at is null),
  m.reg_at + interval '1 day' + i * interval '1 minute'
from club.members m
cross join unnest(array['surname', 'name', 'otchestvo', 'birth_dt', 'city', 'school']) with ordinality as items(item, i);

insert into club.agreements (agr_no, user_no, title, body, accepted_at, given_by, method, evidence)
select 'OM-' || lpad(user_no::text, 6, '0') || '-1', user_no, 'Пайдалануучу макулдашуусу (үлгү)',
  'Тиркемени жана сервисти пайдалануу шарттары. Үлгү текст, редакция ' || 1 + user_no % 3 || '.',
  reg_at, entered_by, 'login_password',
  jsonb_build_object('ip', '192.0.2.' || user_no % 250, 'text_sha256', encode(sha256(convert_to('agreement ' || user_no % 3, 'UTF8')), 'hex'))
from club.members;

insert into club.consents (user_no, purpose, operations, given_by, method, edition, given_at, withdrawn_at)
select user_no, purpose, operations, entered_by,
  case when purpose = 'third_party_software' then 'deemed' else 'ticked' end, '2023-01',
  reg_at + i * interval '10 seconds',
  case when user_no > 4 and (user_no + i) % 11 = 0 then least(reg_at + interval '90 days', now() - interval '1 day')
    when closed_at is not null then closed_at end
from club.members
cross join (values
  ('service_quality', array['collect', 'use', 'store', 'transfer'], 1),
  ('research', array['collect', 'use', 'store'], 2),
  ('third_party_software', array['collect', 'transfer'], 3),
  ('public_profile', array['use', 'transfer'], 4)
) as asked(purpose, operations, i)
where purpose <> 'public_profile' or exists (select 1 from club.display d where d.user_no = members.user_no and d.is_open);

insert into club.processing_marks (user_no, purpose, operation, allowed, changed_at, reason)
select user_no, purpose, operation, withdrawn_at is null, coalesce(withdrawn_at, given_at),
  case when withdrawn_at is null then 'form' else 'cabinet' end
from club.consents cross join unnest(operations) operation;

-- Applications: up to two each, held in the past or soon. The program decides most of them.
insert into comp.applications (user_no, event_title, event_on, age_group, filed_at, filed_by, state, by_program, verdict, reasons, rule_set, verdict_by, verdict_at)
select user_no, '«Үлгү кубогу-' || 1 + (user_no + k) % 12 || '» мелдеши', event_on,
  case when birth_dt > current_date - 18 * 365 then 'U' || 12 + user_no % 3 * 2 else 'adults' end,
  filed_at, case when entered_by = 'guardian' then 'guardian' else 'self' end, state,
  by_program,
  case state when 'refused' then 'refuse' when 'filed' then null else 'accept' end,
  case when state = 'refused' then array['age_group_mismatch', 'no_medical_certificate'] when state = 'filed' then null else array['meets_conditions'] end,
  case when by_program then 'кабыл алуу эрежелери v' || 1 + user_no % 4 end,
  case when state = 'filed' then null when by_program then 'program' else 'admin_' || 1 + user_no % 3 end,
  case when state = 'filed' then null when by_program then filed_at + interval '2 seconds' else filed_at + interval '1 day' end
from (
  select m.*, k, event_on, (event_on - 45)::timestamp at time zone 'Asia/Bishkek' + interval '11 hours' as filed_at, state,
    case when state = 'filed' then null else state = 'refused' or (m.user_no + k) % 4 <> 0 end as by_program
  from club.members m
  cross join generate_series(1, 2) k
  cross join lateral (
    select current_date - 30 - ((m.user_no * 17 + k * 90) % 330)::int as past, current_date + 5 + (m.user_no % 60)::int as coming
  ) days
  cross join lateral (
    select case
      when m.closed_at is not null then case
        when m.user_no % 27 = 0 and k = 1 then 'disputed' else 'played' end
      when k = 1 and m.user_no % 13 = 0 then 'refused'
      when k = 1 and m.user_no % 97 = 0 then 'disputed'
      when k = 1 and m.user_no % 19 = 0 then 'withdrawn'
      when k = 2 and m.user_no % 7 = 0 then 'accepted'
      when k = 2 and m.user_no % 23 = 0 then 'filed'
      else 'played' end as state
  ) s
  cross join lateral (
    select case
      when state in ('accepted', 'filed') then coming
      when m.closed_at is not null then least((m.closed_at at time zone 'Asia/Bishkek')::date - 10, past)
      else past end as event_on
  ) day
  where m.user_no > 4 and (k = 1 or m.user_no % 3 = 0 or m.user_no % 7 = 0)
) filed;

insert into comp.applications (user_no, event_title, event_on, age_group, filed_at, filed_by, state, by_program, verdict, reasons, rule_set, verdict_by, verdict_at)
values
  (1, '«Үлгү кубогу-2» балдар мелдеши', current_date + 24, 'U14', now() - interval '9 days', 'guardian', 'accepted', true, 'accept',
    array['meets_conditions'], 'кабыл алуу эрежелери v3', 'program', now() - interval '9 days' + interval '2 seconds'),
  (3, '«Үлгү кубогу-5» мелдеши', current_date + 12, 'adults', now() - interval '40 days', 'self', 'refused', true, 'refuse',
    array['age_group_mismatch', 'missed_two_games'], 'кабыл алуу эрежелери v3', 'program', now() - interval '40 days' + interval '2 seconds'),
  (3, '«Үлгү кубогу-1» мелдеши', current_date - 130, 'adults', now() - interval '170 days', 'self', 'played', false, 'accept',
    array['meets_conditions'], null, 'admin_1', now() - interval '169 days'),
  (4, '«Үлгү кубогу-3» мелдеши', current_date - 60, 'U16', now() - interval '100 days', 'self', 'played', true, 'accept',
    array['meets_conditions'], 'кабыл алуу эрежелери v2', 'program', now() - interval '100 days' + interval '2 seconds');

insert into help.letters (uid, kind, channel, address, subject, body, sent_at, sent_through, reply, replied_at, agent)
select user_no, 'ticket', case when user_no % 2 = 0 then 'app' else 'email' end, case when user_no % 2 = 1 then mail end,
  'Кирүү боюнча суроо (үлгү)', 'Тиркемеге кире албай жатам. Үлгү кат № ' || user_no || '.', sent, null,
  case when user_no % 5 <> 0 then 'Паролду калыбына келтирүү шилтемеси жөнөтүлдү (үлгү).' end,
  case when user_no % 5 <> 0 then sent + interval '5 hours' end,
  case when user_no % 5 <> 0 then 'support_' || 1 + user_no % 4 end
from (
  select *, (reg_at at time zone 'Asia/Bishkek') + (30 + user_no % 200) * interval '1 day' as sent
  from club.members where user_no <= 3 or user_no % 4 = 1
) m where sent < now() at time zone 'Asia/Bishkek';

insert into help.letters (uid, kind, channel, address, subject, body, sent_at, sent_through)
select user_no, 'notice', case k when 1 then 'app' when 2 then 'email' else 'sms' end,
  case k when 2 then mail when 3 then mobile end,
  case k when 1 then 'Кош келиңиз (үлгү)' when 2 then 'Мелдеш тууралуу (үлгү)' else 'Сапат тууралуу сурамжылоо (үлгү)' end,
  'Үлгү билдирүү ' || k || '.', (reg_at at time zone 'Asia/Bishkek') + k * k * interval '20 days',
  case k when 1 then null when 2 then 'Үлгү почта кызматы' else 'Үлгү SMS кызматы' end
from club.members cross join generate_series(1, 3) k
where (k <> 2 or mail is not null) and (k <> 3 or user_no % 3 <> 0);

insert into web.visits (visit_id, uid, started_at, ended_at, ip, referrer, browser, browser_version, cookie, os, os_version, screen)
select md5('visit ' || user_no || '/' || k)::uuid, user_no, started, started + (3 + user_no % 40) * interval '1 minute',
  ('192.0.2.' || 1 + (user_no + k) % 250)::inet,
  (array['https://search.example/', 'https://social.example/', null])[1 + ((user_no + k) % 3)::int],
  (array['Firefox', 'Chrome', 'Safari'])[1 + (user_no % 3)::int], 100 + user_no % 40 || '.0',
  'om_' || md5('cookie ' || user_no), (array['Android', 'iOS', 'Windows'])[1 + (user_no % 3)::int], 10 + user_no % 6 || '',
  (array['1080x2400', '1170x2532', '1920x1080'])[1 + (user_no % 3)::int]
from (
  select user_no, k, coalesce(closed_at, now()) - ((k * 97 + user_no * 5) % 700 + 1) * interval '1 day' - user_no % 600 * interval '1 minute' as started, reg_at
  from club.members cross join generate_series(1, 8) k
) v where started > reg_at;

-- Some pages are opened before signing in: those lines are known by their visit alone.
insert into web.actions (visit_id, uid, done_at, action, object)
select visit_id, case when k > 1 then uid end, started_at + k * interval '40 seconds',
  (array['open_page', 'sign_in', 'view_team', 'view_event', 'edit_profile'])[k],
  (array['/', '/login', '/teams/' || uid % 24, '/events/' || uid % 12, '/profile'])[k]
from web.visits cross join generate_series(1, 5) k;

-- Logs of more than a year are cleared every night by the service's own program; it runs behind by some days.
delete from web.actions where done_at < now() - interval '370 days';

select setval(pg_get_serial_sequence('club.members', 'user_no'), (select max(user_no) from club.members));
