import { addUsers } from "@/lib/runs/users.fixture"
import { PORTAL } from "@/lib/sources/map-schema"
import type { Portal, Source } from "./source.fixture"

/** What lies of a person in the portal itself: their ways in, PIN, sessions and account. */
export async function openPortal({ cluster, owner, door }: Portal): Promise<Source> {
  return {
    name: PORTAL,
    map: null,
    connections: {},
    proxied: {},
    secrets: {},
    proxy: door,
    async add(n, house) {
      const [subjectId = ""] = await addUsers({ house, owner }, [`p${n}@person.example`])
      await owner.query(
        `insert into sessions (hash, account_id, created_at, expires_at, auth_level)
         select decode(md5(random()::text), 'hex'), id, timestamptz '2026-01-01' + n * interval '1 day', now(), 1
         from accounts, generate_series(1, 5) n where subject_id = $1`,
        [subjectId],
      )
      return { subjectId, knownAs: [{ source: "*", kind: "pin", value: `2150519${7_000_000 + n}` }] }
    },
    async held(_n, subjectId) {
      const [found] = (
        await owner.query(
          `select count(distinct a.id)::int as accounts, min(a.reach) as reach, count(distinct l.id)::int as logins,
             count(distinct s.created_at)::int as sessions,
             (select count(*)::int from source_identities where subject_id = $1) as identities
           from accounts a left join account_logins l on l.account_id = a.id left join sessions s on s.account_id = a.id
           where a.subject_id = $1`,
          [subjectId],
        )
      ).rows
      return found
    },
    kill: () => cluster.kill(),
    restart: () => cluster.restart(),
    async deny() {
      await owner.query("revoke delete on account_logins from ukuk_worker")
      return async () => void (await owner.query("grant delete on account_logins to ukuk_worker"))
    },
    async hold(subjectId) {
      const client = await owner.connect()
      await client.query("begin")
      await client.query("select 1 from accounts where subject_id = $1 for update", [subjectId])
      return async () => {
        await client.query("rollback")
        client.release()
      }
    },
    close: async () => undefined,
  }
}
