import { freshDatabase } from "@/db/testing/database"
import { startMariaDb } from "@/db/testing/mariadb"
import { libraryFolder } from "@/lib/testing/library.fixture"
import { dataMap } from "@/lib/testing/library-policy.fixture"
import { type OpenDeployment, openDeployment, populate } from "@/lib/testing/open-deployment"
import { RelationalMap } from "../map-schema"
import { grantsFor } from "./grants"
import type { Row } from "./pool"

export type MariaLibrary = OpenDeployment & {
  /** The categories of its policy. */
  categories: string[]
  /** A statement as the library's own administrator; rows come back. */
  sql(text: string, values?: readonly string[]): Promise<Row[]>
}

const { catalogue } = dataMap.sources
const [readers, lent] = ["`Китепкана`.`Readers`", "`Китепкана`.`Lent`"]
const said = (facts: Record<string, { reads: object }>, texts: Record<string, string>) =>
  Object.fromEntries(Object.entries(facts).map(([code, { reads }]) => [code, { reads, sql: texts[code] }]))

/** The library's map as it is, but for the server its tables lie in and the SQL of its facts. */
const map = {
  ...catalogue,
  connector: "mysql",
  facts: said(catalogue.facts, {
    "customer.exists": `select true as value, since, '[]' as evidence from ${readers} where card = $1`,
    "obligations.performed": `select coalesce(min(\`кайтарылды\` is not null), true) as value,
      max(\`кайтарылды\`) as since, '[]' as evidence from ${lent} where reader = $1`,
    "card.open": `select since > '1970-01-01' as value, since, '[]' as evidence from ${readers} where card = $1`,
  }),
}

const TABLES = `
create database \`Китепкана\` character set utf8mb4;
use \`Китепкана\`;
create table Readers (
  card varchar(20) primary key, \`аты-жөнү\` varchar(120) not null, \`туулганКүнү\` date, tel varchar(20),
  mail varchar(60), about json not null, since date not null, blockedFor json, blockedFrom datetime
);
create table Copies (branch smallint, copy int, title varchar(80) not null, primary key (branch, copy));
create table Lent (
  branch smallint, copy int, out_on date, reader varchar(20) not null references Readers (card),
  \`кайтарылды\` date, fine decimal(8, 2), primary key (branch, copy, out_on),
  foreign key (branch, copy) references Copies (branch, copy)
);
create table Visits (
  reader varchar(20) references Readers (card), day date, nth smallint, hall varchar(40) not null,
  primary key (reader, day, nth)
);
create table Asked (
  reader varchar(20) references Readers (card), what varchar(40), act varchar(40), yes boolean not null,
  at timestamp not null default now(), primary key (reader, what, act)
);
insert into Readers (card, \`аты-жөнү\`, \`туулганКүнү\`, tel, mail, about, since) values
  ('NK-7/1', 'Үлгүбаева Айнур Сыноовна', '1990-05-17', '+996555600001', 'ainur@reader.example',
   '{"genres": {"жакшы": "тарых"}, "school": "№ 5"}', date(now()) - interval 900 day),
  ('NK-7/2', 'Сыноев Бакыт', '1985-01-02', '0555600002', null, '{"school": "№ 1"}', date(now()) - interval 2000 day);
insert into Copies values (1, 101, 'Манас'), (1, 102, 'Жамийла');
insert into Lent values
  (1, 101, date(now()) - interval 20 day, 'NK-7/1', null, 12.50),
  (1, 102, date(now()) - interval 1500 day, 'NK-7/2', date(now()) - interval 1480 day, null);
insert into Visits values
  ('NK-7/1', date(now()) - interval 20 day, 1, 'Reading-Hall'),
  ('NK-7/2', date(now()) - interval 1480 day, 1, 'Reading-Hall');
insert into Asked (reader, what, act, yes) values
  ('NK-7/1', 'news', 'use', true), ('NK-7/2', 'news', 'use', true), ('NK-7/2', 'lending', 'use', true);`

/** A whole deployment of a library whose database is MariaDB: its policy, its people and its staff. */
export async function mariaLibrary(): Promise<MariaLibrary> {
  const server = await startMariaDb()
  await server.ask(TABLES)
  await server.ask("create user ukuk_connector@'%' identified by 'of-tests'")
  await server.ask(grantsFor(RelationalMap.parse(map)))
  const folder = await libraryFolder({ ...dataMap, sources: { catalogue: map } })
  const portal = await freshDatabase()
  const elsewhere = { NUR_CATALOGUE_URL: `mysql://ukuk_connector:of-tests@127.0.0.1:${server.port}` }
  const open = openDeployment(folder.dir, { ...portal, sources: {}, elsewhere })
  const { folder: published } = await populate(folder.dir, open, portal.url)
  return {
    ...open,
    categories: published.policy.categories.map(({ code }) => code),
    sql: server.ask,
    async close() {
      await open.close()
      await folder.remove()
      await server.stop()
    },
  }
}
