import { randomUUID } from "node:crypto"
import type pg from "pg"
import type { House } from "@/lib/context"

/** Accounts of people of a test's own, each signing in with one e-mail or phone. Returns the people's ids in order. */
export async function addUsers(
  { house, owner }: { house: Pick<House, "vault">; owner: pg.Pool },
  logins: readonly string[],
  locale: "ky" | "ru" | "en" = "ru",
): Promise<string[]> {
  const added: string[] = []
  for (const login of logins) {
    const [subject, account, id] = [randomUUID(), randomUUID(), randomUUID()]
    const kind = login.includes("@") ? "email" : "phone"
    const place = `account_logins.value|${id}`
    const value = await house.vault.seal({ id: subject, purpose: "data" }, place, login)
    await owner.query("insert into subjects (id) values ($1)", [subject])
    // In one statement: a contact that is added to an account later proves nothing for a while.
    await owner.query(
      `with account as (
         insert into accounts (id, kind, subject_id, password, locale) values ($1, 'subject', $2, 'x', $3) returning id)
       insert into account_logins (id, account_id, kind, hash, value) select $4, id, $5, $6, $7 from account`,
      [account, subject, locale, id, kind, house.vault.hash(kind, login), value],
    )
    added.push(subject)
  }
  return added
}
