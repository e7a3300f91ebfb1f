import { drizzle } from "drizzle-orm/node-postgres"
import { outbox } from "@/db/schema/notices"
import type { Signed, SubjectActor } from "@/lib/context"
import { Erased } from "@/lib/keys/vault"
import { openMessage } from "@/lib/notices/send"
import { beginContactChange, prepareContact } from "@/lib/requests/change-contact"
import { confirmContact, readyContact } from "@/lib/requests/confirm-contact"
import { as } from "@/lib/testing/cases"
import type { OpenDeployment } from "@/lib/testing/open-deployment"

type Deployment = Pick<OpenDeployment, "house" | "owner">

export type Sent = { to: string; template: string; text: string; code: string }

/**
 * The messages of a deployment, oldest first: to whom, which, its short text and the code in it. What was sealed for a
 * sign-up or a recovery that has ended nobody can read any more.
 */
export async function messagesOf({ house, owner }: Deployment): Promise<Sent[]> {
  const sent: Sent[] = []
  for (const row of await drizzle(owner).select().from(outbox).orderBy(outbox.createdAt)) {
    const opened = await openMessage(house, { ...house.configuration, organisation: "Сомо" }, row).catch(
      (error: unknown) => {
        if (error instanceof Erased) return null
        throw error
      },
    )
    if (!opened) continue
    const { to, sms } = opened
    sent.push({ to, template: row.template, text: sms, code: /\b\d{6}\b/.exec(sms)?.[0] ?? "" })
  }
  return sent
}

/** The person changes a phone or an e-mail of theirs, as on the screen, with the code sent to the new one. */
export async function changeContact(
  here: Deployment,
  who: Signed<SubjectActor>,
  password: string,
  { category, field, value }: { category: string; field: string; value: string },
): Promise<void> {
  const target = await prepareContact(here.house, who, { category, field, typed: { value }, password })
  const change = await as(here, who, (ctx) => beginContactChange(ctx, target))
  const code = (await messagesOf(here)).at(-1)?.code ?? ""
  const ready = await readyContact(here.house, who, { change, code })
  if (!ready) throw new Error("the code was used before")
  await as(here, who, (ctx) => confirmContact(ctx, ready))
}

/** So many days go by for the contacts of an account. */
export async function letCool({ owner }: Deployment, accountId: string, days: number): Promise<void> {
  await owner.query(
    "update accounts set cooling_since = cooling_since - make_interval(days => $2) where id = $1",
    [accountId, days],
  )
}
