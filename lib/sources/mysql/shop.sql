create database shop character set utf8mb4 collate utf8mb4_general_ci;
create table shop.addresses (
  id bigint unsigned auto_increment primary key,
  city varchar(60) not null,
  street varchar(120) not null
);
create table shop.customers (
  id bigint unsigned auto_increment primary key,
  full_name varchar(120),
  initial varchar(4) generated always as (upper(left(full_name, 1))) stored,
  email varchar(120),
  phone varchar(20),
  pin char(14) not null unique,
  sex enum('female', 'male'),
  born date,
  address_id bigint unsigned,
  language char(2) not null default 'ky',
  profile json,
  topics set('news', 'sales', 'surveys') not null default '',
  restricted json,
  restricted_since datetime,
  created timestamp not null default current_timestamp,
  foreign key (address_id) references shop.addresses (id)
);
create table shop.orders (
  id int unsigned auto_increment primary key,
  customer_id bigint unsigned not null,
  follows int unsigned,
  total decimal(12, 2) not null,
  note text,
  is_paid tinyint(1) not null default 0,
  placed_at datetime not null,
  foreign key (customer_id) references shop.customers (id),
  foreign key (follows) references shop.orders (id)
);
create table shop.order_lines (
  order_id int unsigned not null,
  line smallint not null,
  `what's bought` varchar(80) not null,
  price decimal(12, 2) not null,
  net decimal(12, 2) generated always as (price / 1.12) stored,
  primary key (order_id, line),
  foreign key (order_id) references shop.orders (id)
);
create table shop.documents (
  id int auto_increment primary key,
  customer_id bigint unsigned not null,
  number varchar(20),
  scan longblob,
  scan_type varchar(40),
  foreign key (customer_id) references shop.customers (id)
);
create table shop.marks (
  customer_id bigint unsigned not null,
  purpose varchar(40) not null,
  operation varchar(40) not null,
  allowed tinyint(1) not null,
  changed timestamp not null default current_timestamp,
  primary key (customer_id, purpose, operation),
  foreign key (customer_id) references shop.customers (id)
);
create table shop.changes (
  id bigint unsigned auto_increment primary key,
  customer_id bigint unsigned not null,
  old_email varchar(120)
);
create trigger shop.noted after update on shop.customers for each row
  insert into shop.changes (customer_id, old_email)
  select old.id, old.email from dual where not (old.email <=> new.email);
create view shop.unpaid as select id, customer_id, note from shop.orders where is_paid = 0;
