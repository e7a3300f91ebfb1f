-- Rows made by rule, the same every time, in the sample's numbers of customers, films and copies.
insert into public.country (country) select 'Country ' || n from generate_series(1, 109) n;
insert into public.city (city, country_id) select 'City ' || n, 1 + n % 109 from generate_series(1, 600) n;
insert into public.address (address, address2, district, city_id, postal_code, phone)
  select (n * 7) || ' Sample Street', case when n % 9 = 0 then 'Floor ' || n % 5 end, 'District ' || n % 40,
    1 + n % 600, lpad((n * 37 % 99991)::text, 5, '0'), '+99655' || lpad((n * 9973)::text, 7, '0')
  from generate_series(1, 603) n;
insert into public.language (name) values ('English'), ('Kyrgyz'), ('Russian');
insert into public.actor (first_name, last_name) select 'Actor', 'No ' || n from generate_series(1, 200) n;
insert into public.category (name) select 'Kind ' || n from generate_series(1, 16) n;
insert into public.film (title, description, release_year, language_id, rating, special_features)
  select 'Film ' || n, 'A story of number ' || n, 1990 + n % 30, 1 + n % 3,
    (enum_range(null::public.mpaa_rating))[1 + n % 5], array['Trailers', 'Scene ' || n % 3]
  from generate_series(1, 1000) n;
insert into public.film_actor select 1 + (n * k) % 200, n from generate_series(1, 1000) n, generate_series(1, 5, 2) k
  on conflict do nothing;
insert into public.film_category select n, 1 + n % 16 from generate_series(1, 1000) n;
begin;
insert into public.staff (first_name, last_name, address_id, email, store_id, username)
  values ('Mike', 'Sample', 3, 'mike@shop.example', 1, 'mike'), ('Jon', 'Sample', 4, 'jon@shop.example', 2, 'jon');
insert into public.store (manager_staff_id, address_id) values (1, 1), (2, 2);
commit;
-- Every twentieth lives with the one before; some live where the staff do, and over the shop.
insert into public.customer (store_id, first_name, last_name, email, address_id, create_date)
  select 1 + n % 2, (array['Aida', 'Bakyt', 'Chynara', 'Daniyar', 'Elina'])[1 + n % 5],
    'Family' || n / 3, 'customer' || n || '@post.example',
    case when n in (7, 8) then 3 when n = 11 then 2 when n % 20 = 0 then n + 3 else n + 4 end, date '2020-01-01' + n
  from generate_series(1, 599) n;
update public.customer set email = 'shared@post.example' where customer_id in (41, 42);
insert into public.inventory (film_id, store_id)
  select 1 + n % 1000, 1 + n % 2 from generate_series(1, 4581) n;
insert into public.rental (rental_date, inventory_id, customer_id, return_date, staff_id)
  select timestamptz '2022-01-03 10:00+00' + n * interval '17 minutes', 1 + n * 13 % 4581, 1 + n * 31 % 599,
    case when n % 50 > 0 then timestamptz '2022-01-06 10:00+00' + n * interval '17 minutes' end, 1 + n % 2
  from generate_series(1, 14000) n;
insert into public.payment (customer_id, staff_id, rental_id, amount, payment_date)
  select customer_id, staff_id, rental_id, 0.99 + rental_id % 9, rental_date + interval '1 minute'
  from public.rental where rental_id % 12 > 0;
insert into public.activity_log (at, entry)
  select timestamptz '2022-02-01 00:00+00' + n * interval '1 hour', jsonb_build_object('customer_id', c.customer_id,
    'did', 'sign_in', 'with', jsonb_build_object('email', c.email, 'agent', 'Browser ' || n % 4))
  from generate_series(1, 1800) n join public.customer c on c.customer_id = 1 + n % 599;
insert into public.note (owner_type, owner_id, body)
  select 'customer', c.customer_id::text, 'Called ' || c.first_name || ' ' || c.last_name || ' back'
  from public.customer c where customer_id % 3 = 0
  union all select 'rental', rental_id::text, 'Brought back late, case ' || rental_id from public.rental where rental_id % 40 = 0
  union all select 'film', film_id::text, 'Scratched' from public.film where film_id % 10 = 0;
update public.customer set last_name = last_name || '-' || customer_id where customer_id % 4 = 0;
