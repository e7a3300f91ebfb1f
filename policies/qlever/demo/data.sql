-- 400 made-up people of the delivery app; everything follows from the number of the person and from today.
-- 1 a customer with an order under way, 2 a courier, 3 a customer with an open claim, 4 a closed account.

create temp table person as
select i,
       md5('qlever/' || i)::uuid as id,
       case when i <= 4 then '99655550' || lpad(i::text, 4, '0') else '9965551' || lpad(i::text, 5, '0') end as phone,
       date_trunc('day', now()) - make_interval(days => 120 + (i * 37) % 900) + make_interval(hours => 8 + i % 12) as joined,
       i = 4 or (i > 4 and i % 25 = 9) as is_closed,
       i = 2 or (i > 4 and i % 20 = 2) as is_courier
from generate_series(1, 400) i;

update person set joined = date_trunc('day', now()) - interval '6 years' where i = 4;

insert into app.users (id, "publicNo", phone, "phoneConfirmedAt", email, "emailConfirmedAt", "firstName", "lastName",
                       locale, platform, "createdAt", "closedAt", "updatedAt")
select id,
       'Q-' || lpad(i::text, 6, '0'),
       phone,
       joined + interval '2 minutes',
       case when i % 4 <> 0 then 'user' || i || '@user.example' end,
       case when i % 4 = 1 then joined + interval '1 hour' end,
       case when i % 2 = 1
            then (array['Айгүл', 'Мээрим', 'Бермет', 'Жылдыз', 'Назгүл', 'Сезим', 'Үмүт', 'Чолпон'])[1 + i / 2 % 8]
            else (array['Азамат', 'Бакыт', 'Данияр', 'Кубат', 'Нурлан', 'Өмүрбек', 'Темир', 'Эрлан'])[1 + i / 2 % 8] end,
       'Сыноо-' || (array['Асанов', 'Бакиров', 'Дөөлөтов', 'Исаков', 'Кадыров', 'Мамбетов', 'Орозов', 'Садыков',
                          'Токтосунов', 'Үсөнов'])[1 + i % 10] || case when i % 2 = 1 then 'а' else '' end,
       (array['ky', 'ky', 'ru'])[1 + i % 3],
       (array['android', 'android', 'ios', 'web'])[1 + i % 4],
       joined,
       case when i = 4 then date_trunc('day', now()) - interval '4 years'
            when is_closed then joined + interval '100 days' end,
       joined
from person;

insert into app.addresses ("userId", title, city, street, house, flat, extra, "createdAt")
select id,
       (array['Үй', 'Жумуш'])[n],
       'Бишкек шаары',
       (array['Үлгү көчөсү', 'Сыноо көчөсү', 'Мисал көчөсү'])[1 + (i + n) % 3],
       (1 + (i * 7 + n) % 180)::text,
       case when (i + n) % 3 > 0 then (1 + (i * 3 + n) % 90)::text end,
       case when (i + n) % 3 > 0
            then jsonb_build_object('entrance', (1 + i % 6)::text, 'doorCode', lpad(((i * 53) % 1000)::text, 3, '0'))
            else '{}' end,
       joined + make_interval(days => n)
from person cross join generate_series(1, 2) n
where not is_closed and n <= 1 + i % 2;

insert into app.sign_ins ("userId", at, ip, device, "appVersion", "pushToken")
select id,
       case when is_closed then joined + make_interval(days => n) else date_trunc('day', now()) - make_interval(days => 6 * n) end
         + make_interval(mins => (i * 11 + n * 17) % 900),
       ('203.0.113.' || (i % 254 + 1))::inet,
       (array['Үлгү Телефон A', 'Үлгү Телефон B', 'Үлгү Планшет'])[1 + (i + n) % 3],
       '4.' || (9 - n) || '.0',
       case when n % 2 = 1 then 'push-' || md5('push/' || i || '/' || n) end
from person cross join generate_series(1, 5) n;

-- The registration screen deems, the settings screen ticks.
insert into app.agreements ("userId", purpose, operations, how, edition, at, "revokedAt")
select id, purpose, operations, how, '1', joined,
       case when is_closed then joined + interval '100 days' end
from person
cross join (values
  ('order', '{collect,use,store,transfer}'::text[], 'deemed'),
  ('personal_pages', '{collect,use,store}', 'deemed'),
  ('feedback', '{collect,use,store}', 'deemed'),
  ('accuracy', '{collect,use,store}', 'deemed'),
  ('support', '{collect,use,store}', 'deemed'),
  ('account', '{collect,use,store}', 'ticked')
) as given (purpose, operations, how);

insert into app.agreements ("userId", purpose, operations, how, edition, at)
select id, 'surveys', '{collect,use,store}', 'ticked', '1', joined + interval '3 days'
from person where not is_closed and (i <= 3 or i % 3 = 1);

insert into app.processing_flags ("userId", purpose, operation, allowed, "changedAt", reason)
select id, 'surveys', operation, true, joined + interval '3 days', 'settings'
from person cross join unnest('{collect,use,store}'::text[]) operation
where not is_closed and (i <= 3 or i % 3 = 1);

-- Orders: i % 5 of them; the demo customers have theirs by name.
create temp table bought as
select i, n, id as client,
       case
         when i = 1 then (array[90, 40, 0])[n]
         when i = 3 then (array[70, 19])[n]
         when i = 4 then 1500 + n
         when is_closed then current_date - joined::date - 40 - n
         else (i * 13 + n * 29) % 110 + 1
       end as days_ago,
       case
         when i = 1 and n = 3 then 'on_the_way'
         when i > 4 and not is_closed and (i + n) % 41 = 0 then 'packing'
         when i > 4 and (i * n) % 23 = 0 then 'cancelled'
         else 'delivered'
       end as state,
       350 + (i * 47 + n * 131) % 2600 as total
from person
cross join generate_series(1, 4) n
where n <= case i when 1 then 3 when 2 then 1 when 3 then 2 when 4 then 1 else i % 5 end;

-- What is under way was ordered within the last hour.
update bought set days_ago = 0 where state in ('packing', 'on_the_way');

insert into shop.orders (number, client, placed_at, state, basket, total, wish, finished_at, to_address, door_note,
                         promised_at, delivered_at, recipient_name, recipient_phone, recipient_user)
select 'O-' || lpad(b.i::text, 4, '0') || '-' || b.n,
       b.client,
       placed,
       b.state,
       jsonb_build_object('lines', jsonb_build_array(
         jsonb_build_object('item', (array['Нан', 'Сүт', 'Алма', 'Чай'])[1 + (b.i + b.n) % 4], 'quantity', 1 + b.n % 3),
         jsonb_build_object('item', (array['Күрүч', 'Бал', 'Картошка'])[1 + b.i % 3], 'quantity', 1))),
       b.total,
       case when (b.i + b.n) % 4 = 1 then 'Пакетсиз, мүмкүн болсо' end,
       case when b.state in ('delivered', 'cancelled') then placed + interval '55 minutes' end,
       'Бишкек шаары, ' || (array['Үлгү', 'Сыноо', 'Мисал'])[1 + (b.i + 1) % 3] || ' көчөсү, ' || (1 + (b.i * 7 + 1) % 180),
       case when b.i % 3 = 1 then 'Эшикти тыкылдатыңыз' end,
       placed + interval '60 minutes',
       case when b.state = 'delivered' then placed + interval '55 minutes' end,
       case when gift.i is not null then 'Сыноо-Бакиров Үлгү' end,
       gift.phone,
       gift.id
from bought b
cross join lateral (
  select case when b.days_ago = 0 then date_trunc('minute', now() at time zone 'Asia/Bishkek') - interval '20 minutes'
              else current_date - b.days_ago + make_interval(hours => 9 + (b.i + b.n) % 11) end as placed
) t
-- Every seventh order goes to somebody else; the demo customer's second one to the courier at home.
left join person gift on gift.i = case when b.i = 1 and b.n = 2 then 2
                                       when b.i > 4 and (b.i + b.n * 3) % 7 = 0 then 5 + (b.i * 3) % 390 end
                     and gift.i <> b.i;

insert into shop.payments (order_id, method, masked_card, amount, paid_at, refund, refunded_at)
select o.id,
       (array['card', 'cash', 'wallet'])[1 + o.id % 3],
       case when o.id % 3 = 0 then '**** ' || lpad((o.id * 37 % 10000)::text, 4, '0') end,
       o.total,
       o.placed_at at time zone 'Asia/Bishkek' + interval '3 minutes',
       case when o.state = 'cancelled' and o.id % 4 <> 0 then o.total end,
       case when o.state = 'cancelled' and o.id % 4 <> 0 then o.finished_at at time zone 'Asia/Bishkek' + interval '1 day' end
from shop.orders o
where o.state = 'delivered' or o.id % 3 = 0 or (o.state = 'cancelled' and o.id % 2 = 0);

insert into fleet.couriers (courier_no, user_id, service, transport, plate, started_on, left_on)
select i, id,
       (array['«Үлгү Курьер» ЖЧК', '«Сыноо Жеткирүү» ЖЧК'])[1 + i % 2],
       (array['scooter', 'bicycle', 'car', 'foot'])[1 + i / 2 % 4],
       case when i / 2 % 4 in (0, 2) then '00 TEST ' || lpad(i::text, 3, '0') end,
       joined::date + 10,
       case when is_closed or (i > 4 and i % 60 = 42) then joined::date + 90 end
from person where is_courier;

insert into fleet.runs (courier_no, order_id, taken_at, handed_at, km, mark)
select c.courier_no, o.id,
       o.placed_at at time zone 'Asia/Bishkek' + interval '15 minutes',
       o.delivered_at at time zone 'Asia/Bishkek',
       1 + (o.id % 80) / 10.0,
       case when o.id % 3 = 0 then 3 + o.id % 3 end
from (select *, row_number() over (order by id) as place from shop.orders where state in ('delivered', 'on_the_way')) o
join (select courier_no, row_number() over (order by courier_no) as place, count(*) over () as couriers
      from fleet.couriers where left_on is null) c
  on c.place = 1 + case when o.number like 'O-0001-%' then 0 else o.place % c.couriers end;

insert into care.tickets (who, topic, body, reply, opened_at, closed_at)
select id,
       (array['Төлөм', 'Жеткирүү', 'Тиркеме'])[1 + i % 3],
       (array['Төлөм эки жолу алынды окшойт.', 'Тапшырык кечикти.', 'Тиркеме ачылбай жатат.'])[1 + i % 3],
       case when i % 7 <> 0 then 'Салам! Текшердик, маселе чечилди.' end,
       joined + interval '40 days',
       case when i % 7 <> 0 then joined + interval '41 days' end
from person
where i in (1, 3) or (i > 4 and i % 6 = 0);

insert into care.surveys (who, sent_at, answered_at, score, remark)
select b.client, sent, case when b.i % 2 = 1 then sent + interval '2 hours' end,
       case when b.i % 2 = 1 then 3 + b.i % 3 end,
       case when b.i % 4 = 1 then 'Тез жеткиришти, рахмат.' end
from bought b
cross join lateral (select date_trunc('day', now()) - make_interval(days => b.days_ago) + interval '20 hours' as sent) t
where b.state = 'delivered' and b.n = 1 and b.i <> 4 and (b.i <= 3 or b.i % 3 = 1);

insert into care.claims (claim_no, claimant, order_id, received_on, demand, body, state, answered_on, answer)
select 'Н-' || lpad(b.i::text, 4, '0'), b.client, o.id,
       current_date - least(b.days_ago - 7, 12),
       b.total,
       'Тапшырыкты кабыл алган адамга менин дарегим башка бирөөгө айтылганы белгилүү болду. Чыгымды төлөп берүүңүздөрдү суранам.',
       'open', null, null
from bought b join shop.orders o on o.number = 'O-0003-2' where b.i = 3 and b.n = 2;

insert into care.claims (claim_no, claimant, order_id, received_on, demand, body, state, answered_on, answer)
select 'Н-' || lpad(b.i::text, 4, '0'), b.client, o.id,
       current_date - 60 - b.i % 200, b.total,
       'Тапшырык боюнча талабымды кароону суранам.',
       case b.i / 5 % 3 when 0 then 'answered' when 1 then 'closed' else 'court' end,
       current_date - 35 - b.i % 200,
       'Талап каралып, жыйынтыгы билдирилди.'
from bought b join shop.orders o on o.client = b.client and o.number like '%-1'
where b.n = 1 and b.i > 4 and b.i % 40 = 13;

drop table person, bought;
