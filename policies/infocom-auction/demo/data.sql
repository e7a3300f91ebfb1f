-- 400 made-up users of the online auction. Everything follows from the user's or the lot's number and from today:
-- two loads on one day give the same rows. Family names begin with «Сыноо-» (test); the phones belong to nobody.

-- Users 1 to 4 are the demo people; what sets them apart comes at the end.
insert into reg.account (acc_id, acc_no, login, fam, im, otch, birth_dt, inn, mob, e_mail, lang, reg_channel, state,
  created_at, closed_at, data_confirmed_on, changed_at, pwd_hash)
select i, 'A-' || lpad(i::text, 6, '0'), 'user' || i,
  f.fam || case when f.female then 'а' else '' end, f.im,
  case when i % 10 <> 7 then case when f.female then 'Үлгү кызы' else 'Үлгү уулу' end end,
  f.birth, case when f.female then '1' else '2' end || to_char(f.birth, 'DDMMYYYY') || lpad((20000 + i)::text, 5, '0'),
  case when i <= 4 then '+9965552' else '+9965551' end || lpad(i::text, 5, '0'),
  case when i <= 4 or i % 8 <> 5 then 'user' || i || '@user.example' end,
  case when i % 3 = 0 then 'ru' else 'ky' end,
  case when i % 5 = 0 then 'mobile' else 'site' end,
  f.state, f.created, case when f.state = 'closed' then f.created + interval '200 days' end,
  case when i % 4 = 1 then current_date - (i % 90) end,
  (f.created + interval '1 day') at time zone 'Asia/Bishkek', md5('demo' || i)
from generate_series(1, 400) as i
cross join lateral (
  select i % 2 = 1 as female,
    (array['Сыноо-Асанов', 'Сыноо-Бакиров', 'Сыноо-Дөөлөтов', 'Сыноо-Жумабаев', 'Сыноо-Кадыров', 'Сыноо-Мамбетов',
      'Сыноо-Орозов', 'Сыноо-Токтосунов', 'Сыноо-Үсөнов', 'Сыноо-Шаршенов'])[i % 10 + 1] as fam,
    case when i % 2 = 1
      then (array['Айгүл', 'Бермет', 'Гүлзат', 'Жибек', 'Мээрим', 'Нургүл', 'Чолпон'])[i % 7 + 1]
      else (array['Азамат', 'Бакыт', 'Данияр', 'Жоомарт', 'Өмүрбек', 'Темир', 'Чыңгыз'])[i % 7 + 1] end as im,
    date '1962-03-01' + i * 41 as birth,
    case when i > 4 and i % 37 = 0 then 'closed' when i > 4 and i % 41 = 0 then 'new'
      when i > 4 and i % 53 = 0 then 'blocked' else 'confirmed' end as state,
    current_date - 2600 + (i * 6) + time '09:30' + (i % 480) * interval '1 minute' as created
) f;

insert into reg.id_doc (acc_id, doc_kind, ser_no, issued_by, issued_dt, valid_until, entered_at)
select acc_id, case when acc_id % 9 = 0 then 'passport' else 'id_card' end,
  case when acc_id % 9 = 0 then 'AC' else 'ID' end || lpad((9000000 + acc_id)::text, 7, '0'),
  'МКК 50-' || lpad((acc_id % 60 + 1)::text, 2, '0'),
  created_at::date - 300 - acc_id % 900, created_at::date + 2750 - acc_id % 900, created_at
from reg.account where state <> 'new';

insert into reg.verif (acc_id, what, result, checked_at, checked_by, note)
select acc_id, w.what,
  case when state = 'new' then 'pending' when w.what = 'inn' and acc_id % 29 = 0 then 'mismatch' else 'ok' end,
  case when state <> 'new' then (created_at at time zone 'Asia/Bishkek') + interval '20 minutes' end,
  case when state <> 'new' then case when w.what = 'phone' then 'sms-код' else 'оператор ' || acc_id % 6 + 1 end end,
  case when w.what = 'inn' and acc_id % 29 = 0 then 'ПИНдеги туулган күн дал келген жок' end
from reg.account cross join (values ('phone'), ('inn')) as w (what);

-- Until two years ago nothing was ticked: the rules read agreement into use.
insert into reg.consent (acc_id, purpose, operations, method, policy_edition, given_at, withdrawn_at)
select acc_id, p.purpose, p.operations, case when created_at > now() - interval '2 years' then 'ticked' else 'deemed' end,
  '1', created_at, case when state = 'closed' then closed_at when p.purpose = 'statistics' and acc_id % 11 = 0 then created_at + interval '40 days' end
from reg.account
cross join (values
  ('identification', array['collect', 'use', 'store']),
  ('contact', array['collect', 'use', 'store']),
  ('statistics', array['use']),
  ('verification', array['collect', 'use', 'store'])) as p (purpose, operations);

insert into reg.purpose_mark (acc_id, purpose, operation, allowed, changed_at, reason)
select acc_id, 'statistics', 'use', acc_id % 11 <> 0, created_at + interval '40 days',
  case when acc_id % 11 = 0 then '119 аркылуу баш тартты' end
from reg.account where acc_id % 11 < 3;

insert into reg.login_log (acc_id, at, ip, agent, ok)
select acc_id, coalesce(closed_at, current_date::timestamptz) - n * interval '9 days' - acc_id * interval '7 minutes',
  ('198.51.100.' || acc_id % 250 + 1)::inet,
  case when acc_id % 5 = 0 then 'Demo-Auction/2.1 (Android)' else 'Mozilla/5.0 (Demo) Firefox/142.0' end,
  not (n = 3 and acc_id % 13 = 0)
from reg.account cross join generate_series(1, 3) as n where state <> 'new';

-- Lots: 1–160 sold in the past, 161–200 without a bid, 201–220 running, 221–240 announced.
insert into torg.lot (lot_no, plate, start_price, step, opens_at, closes_at, state)
select 'L-' || lpad(i::text, 5, '0'),
  lpad((i % 9 + 1)::text, 2, '0') || 'KG'
    || (array['001', '007', '010', '100', '111', '222', '333', '444', '555', '777', '888', '999'])[i % 12 + 1]
    || 'SY' || chr(65 + i % 26),
  10000 + (i % 12) * 5000, 1000, l.closes - interval '5 days', l.closes,
  case when i <= 160 then 'closed' when i <= 200 then 'failed' when i <= 220 then 'running' else 'announced' end
from generate_series(1, 240) as i
cross join lateral (
  select case when i <= 200 then current_date - (i * 12 - 8) else current_date + (i - 198) end + time '17:00' as day
) d
cross join lateral (select d.day at time zone 'Asia/Bishkek' as closes) l;

-- Three bidders a sold lot, two a running one; the highest bid wins.
insert into torg.bid (lot_no, acc_id, plate, amount, placed_at, ip)
select l.lot_no, b.acc_id, l.plate, l.start_price + k.k * l.step, l.closes_at - interval '4 days' + k.k * interval '9 hours',
  ('203.0.113.' || b.acc_id % 250 + 1)::inet
from torg.lot l
cross join generate_series(1, 3) as k (k)
-- Only those who had an account by then: one more every six days.
cross join lateral (select least(395, (current_date - l.opens_at::date) / -6 + 420) as users) u
cross join lateral (select (substr(l.lot_no, 3)::int * 7 + k.k * 31) % u.users + 5 as acc_id) b
join reg.account a on a.acc_id = b.acc_id and a.created_at < l.opens_at and (a.closed_at is null or a.closed_at > l.closes_at)
where l.state = 'closed' or (l.state = 'running' and k.k < 3 and a.state = 'confirmed');

insert into torg.sale (prot_no, lot_no, acc_id, plate, price, state, won_at, pay_until, paid_at, receipt_no, handed_at, refunded_at)
select 'P-' || substr(l.lot_no, 3), l.lot_no, b.acc_id, l.plate, b.amount, s.state, l.closes_at, l.closes_at::date + 10,
  case when s.state in ('paid', 'handed_over', 'annulled') then l.closes_at + interval '3 days' end,
  case when s.state in ('paid', 'handed_over', 'annulled') then 'K' || (700000 + substr(l.lot_no, 3)::int) end,
  case when s.state = 'handed_over' then l.closes_at + interval '20 days' end,
  case when s.state = 'annulled' then l.closes_at + interval '15 days' end
from torg.lot l
join lateral (select acc_id, amount from torg.bid where lot_no = l.lot_no order by amount desc limit 1) b on true
cross join lateral (
  select case when l.closes_at > now() - interval '10 days' then 'awaiting_payment'
    when l.closes_at > now() - interval '25 days' then 'paid'
    when substr(l.lot_no, 3)::int % 17 = 0 then 'defaulted'
    when substr(l.lot_no, 3)::int % 23 = 0 then 'annulled' else 'handed_over' end as state
) s
where l.state = 'closed';

insert into torg.deposit (lot_no, acc_id, amount, payer_account, paid_at, returned_at, offset_prot_no, forfeited_at)
select l.lot_no, b.acc_id, l.start_price / 10, '1000000000' || lpad(b.acc_id::text, 6, '0'), l.opens_at - interval '1 day',
  case when l.state = 'closed' and (s.prot_no is null or s.state = 'annulled') then l.closes_at + interval '3 days' end,
  case when s.state in ('awaiting_payment', 'paid', 'handed_over') then s.prot_no end,
  case when s.state = 'defaulted' then l.closes_at + interval '11 days' end
from torg.lot l
join torg.bid b using (lot_no)
left join torg.sale s on s.lot_no = l.lot_no and s.acc_id = b.acc_id
where l.state in ('closed', 'running');

insert into cc.ticket (ticket_no, acc_id, channel, caller_phone, topic, body, received_at, operator, answer, answered_at)
select 'T-' || lpad(acc_id::text, 6, '0'), acc_id, case when acc_id % 8 = 0 then 'call_119' else 'site' end,
  case when acc_id % 8 = 0 then mob end,
  (array['Төлөм', 'Тоорукка катышуу', 'Номер белгисин алуу'])[acc_id % 3 + 1],
  (array['Кепилдик төлөмүм качан кайтарылат?', 'Тоорукка кантип катышам?', 'Номер белгисин кайдан алам?'])[acc_id % 3 + 1],
  t.at, case when acc_id % 8 = 0 then 'оператор ' || acc_id % 6 + 1 end,
  case when acc_id % 16 <> 0 then 'Жооп берилди: тоорук эрежелеринин тиешелүү пункту жиберилди.' end,
  case when acc_id % 16 <> 0 then t.at + interval '5 hours' end
from reg.account cross join lateral (select created_at + interval '60 days' as at) t
where acc_id > 4 and acc_id % 4 = 0;

-- The demo people ------------------------------------------------------------------------------------

update reg.account set created_at = now() - interval '7 months', changed_at = (now() - interval '6 months')::timestamp where acc_id in (1, 4);
update reg.account set created_at = now() - interval '14 months', changed_at = (now() - interval '14 months')::timestamp where acc_id = 2;
update reg.account
set created_at = now() - interval '94 months', state = 'closed', closed_at = now() - interval '82 months',
    changed_at = (now() - interval '82 months')::timestamp, data_confirmed_on = null
where acc_id = 3;
update reg.id_doc d set entered_at = a.created_at, issued_dt = a.created_at::date - 400, valid_until = a.created_at::date + 3250
from reg.account a where a.acc_id = d.acc_id and d.acc_id <= 4;
update reg.verif v set checked_at = (a.created_at at time zone 'Asia/Bishkek') + interval '20 minutes'
from reg.account a where a.acc_id = v.acc_id and v.acc_id <= 4;
update reg.consent c
set given_at = a.created_at, withdrawn_at = a.closed_at, method = case when a.acc_id = 3 then 'deemed' else 'ticked' end
from reg.account a where a.acc_id = c.acc_id and c.acc_id <= 4;
update reg.purpose_mark m set changed_at = a.created_at from reg.account a where a.acc_id = m.acc_id and m.acc_id <= 4;
update reg.login_log l set at = a.closed_at - (4 - l.log_id % 3) * interval '5 days' from reg.account a where a.acc_id = l.acc_id and l.acc_id = 3;

insert into torg.lot (lot_no, plate, start_price, step, opens_at, closes_at, state)
select no, plate, 30000, 1000, closes - interval '5 days', closes, 'closed'
from (values
  ('L-00241', '01KG777SYN', now() - interval '40 days'),
  ('L-00242', '02KG007SYN', now() - interval '89 months'),
  ('L-00243', '03KG100SYN', now() - interval '6 days')) as v (no, plate, closes);

-- 1: a bid in a lot that runs for days yet. 2: won and received. 3: the same, seven years ago. 4: won, not yet paid.
insert into torg.bid (lot_no, acc_id, plate, amount, placed_at, ip)
select l.lot_no, d.acc_id, l.plate, l.start_price + 5 * l.step, d.at, '203.0.113.200'
from (values (1, 'L-00210', now() - interval '3 hours'), (2, 'L-00241', now() - interval '41 days'),
  (3, 'L-00242', now() - interval '89 months' - interval '1 day'), (4, 'L-00243', now() - interval '7 days')) as d (acc_id, lot_no, at)
join torg.lot l using (lot_no);

insert into torg.sale (prot_no, lot_no, acc_id, plate, price, state, won_at, pay_until, paid_at, receipt_no, handed_at)
select 'P-' || substr(l.lot_no, 3), l.lot_no, d.acc_id, l.plate, 35000, d.state, l.closes_at, l.closes_at::date + 10,
  case when d.state = 'handed_over' then l.closes_at + interval '2 days' end,
  case when d.state = 'handed_over' then 'K79000' || d.acc_id end,
  case when d.state = 'handed_over' then l.closes_at + interval '10 days' end
from (values (2, 'L-00241', 'handed_over'), (3, 'L-00242', 'handed_over'), (4, 'L-00243', 'awaiting_payment')) as d (acc_id, lot_no, state)
join torg.lot l using (lot_no);

insert into torg.deposit (lot_no, acc_id, amount, payer_account, paid_at, offset_prot_no)
select l.lot_no, d.acc_id, 3000, '100000000000000' || d.acc_id, l.opens_at, s.prot_no
from (values (1, 'L-00210'), (2, 'L-00241'), (3, 'L-00242'), (4, 'L-00243')) as d (acc_id, lot_no)
join torg.lot l using (lot_no)
left join torg.sale s on s.lot_no = l.lot_no and s.acc_id = d.acc_id;

insert into cc.ticket (ticket_no, acc_id, channel, caller_phone, topic, body, received_at, operator, answer, answered_at)
values
  ('T-000001', 1, 'call_119', '+996555200001', 'Тоорукка катышуу', 'Тоорук качан бүтөт?', now() - interval '2 hours', 'оператор 2', null, null),
  ('T-000002', 2, 'site', null, 'Номер белгисин алуу', 'Номер белгисин кайдан алам?', now() - interval '36 days', null,
   'Паспортуңуз менен Бишкек шаарындагы каттоо бөлүмүнө келиңиз.', now() - interval '35 days');

select setval(pg_get_serial_sequence('reg.account', 'acc_id'), (select max(acc_id) from reg.account));
