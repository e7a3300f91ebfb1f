import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { stringify } from "yaml"
import { dataMap, policy } from "@/lib/testing/library-policy.fixture"

/** Readers of the library: two with an account, one who signs up. */
export const READERS = {
  borrowing: { phone: "+996555600001", password: "demo-reader-1", card: "NK-7/1" },
  former: { phone: "+996555600002", password: "demo-reader-2", card: "NK-7/2" },
  newcomer: { phone: "+996555600003", card: "NK-7/3" },
} as const

const schema = `
create schema "Китепкана";
create table "Китепкана"."Readers" (
  card text primary key,
  "аты-жөнү" text not null,
  "туулганКүнү" date,
  tel text,
  mail text,
  about jsonb not null default '{}',
  since date not null,
  "blockedFor" text[],
  "blockedFrom" timestamptz
);
create table "Китепкана"."Copies" (
  branch smallint, copy integer, title text not null, primary key (branch, copy)
);
create table "Китепкана"."Lent" (
  branch smallint, copy integer, out_on date,
  reader text not null references "Китепкана"."Readers",
  "кайтарылды" date,
  fine numeric(8, 2),
  primary key (branch, copy, out_on),
  foreign key (branch, copy) references "Китепкана"."Copies"
);
create table "Китепкана"."Visits" (
  reader text references "Китепкана"."Readers", day date, nth smallint, hall text not null,
  primary key (reader, day, nth)
);
create table "Китепкана"."Asked" (
  reader text references "Китепкана"."Readers", what text, act text, yes boolean not null,
  at timestamptz not null default now(), primary key (reader, what, act)
);`

const data = `
insert into "Китепкана"."Readers" (card, "аты-жөнү", "туулганКүнү", tel, mail, about, since) values
  ('NK-7/1', 'Үлгүбаева Айнур Сыноовна', '1990-05-17', '+996555600001', 'ainur@reader.example',
   '{"genres": {"жакшы": "тарых"}, "school": "№ 5"}', current_date - 900),
  ('NK-7/2', 'Сыноев Бакыт', '1985-01-02', '0555600002', null, '{"school": "№ 1"}', current_date - 2000),
  ('NK-7/3', 'Мисалов Чынгыз', null, '+996555600003', null, '{}', current_date - 10);
insert into "Китепкана"."Copies" values (1, 101, 'Манас'), (1, 102, 'Жамийла'), (2, 101, 'Сынган кылыч');
insert into "Китепкана"."Lent" values
  (1, 101, current_date - 20, 'NK-7/1', null, null),
  (2, 101, current_date - 400, 'NK-7/1', current_date - 380, 15),
  (1, 102, current_date - 1500, 'NK-7/2', current_date - 1480, null);
insert into "Китепкана"."Visits" values
  ('NK-7/1', current_date - 20, 1, 'Reading-Hall'), ('NK-7/1', current_date - 400, 1, 'Абонемент'),
  ('NK-7/2', current_date - 1480, 1, 'Reading-Hall');
insert into "Китепкана"."Asked" (reader, what, act, yes)
  select card, what, act, true from "Китепкана"."Readers",
    (values ('lending', 'use'), ('lending', 'store'), ('news', 'use'), ('counting', 'store')) as v (what, act)
  where card <> 'NK-7/3';`

const people = [
  {
    who: "reader",
    phone: READERS.borrowing.phone,
    password: READERS.borrowing.password,
    state: "has a book",
  },
  {
    who: "former reader",
    phone: READERS.former.phone,
    password: READERS.former.password,
    state: "gave it back",
  },
  { who: "newcomer", phone: READERS.newcomer.phone, state: "has no account" },
]

/**
 * Writes the folder of an organisation nobody has heard of into a temporary place: a library whose database is like no
 * other's here, or with the map of another one. Returns where it lies, and how to remove it.
 */
export async function libraryFolder(
  map: object = dataMap,
): Promise<{ dir: string; remove(): Promise<void> }> {
  const home = await mkdtemp(path.join(tmpdir(), "ukuk-library-"))
  const dir = path.join(home, "nur-kitepkana")
  await mkdir(path.join(dir, "demo"), { recursive: true })
  const files = {
    "policy.yaml": stringify(policy),
    "data-map.yaml": stringify(map),
    "demo/people.yaml": stringify(people),
    "demo/schema.sql": schema,
    "demo/data.sql": data,
  }
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(dir, name), text)
  return { dir, remove: () => rm(home, { recursive: true }) }
}
