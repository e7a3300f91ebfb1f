import { desc, eq, isNotNull } from "drizzle-orm"
import { outbox } from "@/db/schema/notices"
import { noticeRuns, runPeople } from "@/db/schema/runs"
import { asWorker } from "@/lib/context"
import type { OpenHouse } from "@/lib/house"
import type { Addressed } from "@/lib/notices/carry"
import { contactsOf } from "@/lib/notices/contacts"
import { openMessage } from "@/lib/notices/send"
import { localeOf } from "@/lib/people/locale-of"
import { inForce } from "@/lib/policy/editions"
import { textIn } from "@/lib/policy/lookup"
import type { Policy } from "@/lib/policy/schema"
import { openContact } from "@/lib/runs/contact"
import { runMessage } from "@/lib/runs/message"
import type { Run } from "@/lib/runs/read-run"

export type Listed = Addressed & { at: string; sent: boolean }

/**
 * The newest messages, of the outbox and of runs, opened: for the demo, where nothing leaves. What a destroyed key sealed
 * is left out.
 */
export async function listMessages(house: OpenHouse, most: number): Promise<Listed[]> {
  const { policy } = await asWorker(house, "outbox", null, (ctx) => inForce(ctx.db))
  const listed = await Promise.all([ofOutbox(house, policy, most), ofRuns(house, policy, most)])
  return listed
    .flat()
    .sort((a, b) => (a.at < b.at ? 1 : -1))
    .slice(0, most)
}

async function ofOutbox(house: OpenHouse, policy: Policy, most: number): Promise<Listed[]> {
  const rows = await asWorker(house, "outbox", null, (ctx) =>
    ctx.db.select().from(outbox).orderBy(desc(outbox.createdAt)).limit(most),
  )
  const delivery = { ...house.configuration, organisation: textIn(policy.organisation.shortName, "ky") }
  return opened(rows, async (row) => ({
    ...(await openMessage(house, delivery, row)),
    at: row.createdAt.toISOString(),
    sent: row.state === "sent",
  }))
}

async function ofRuns(house: OpenHouse, policy: Policy, most: number): Promise<Listed[]> {
  const rows = await asWorker(house, "outbox", null, (ctx) =>
    ctx.db
      .select({ run: noticeRuns, person: runPeople })
      .from(runPeople)
      .innerJoin(noticeRuns, eq(noticeRuns.id, runPeople.runId))
      .where(isNotNull(runPeople.toldAt))
      .orderBy(desc(runPeople.toldAt))
      .limit(most),
  )
  const delivery = { ...house.configuration, organisations: policy.organisation.shortName }
  return opened(
    rows.filter(({ person }) => person.channel !== "post"),
    async ({ run, person }) => {
      const channel = person.channel === "email" ? "email" : "sms"
      const { to, language } = await reached(house, { ...person, channel })
      const told = { id: person.id, language, channel, to } as const
      return {
        ...runMessage(run as Run, delivery, told),
        at: (person.toldAt ?? run.openedAt).toISOString(),
        sent: true,
      }
    },
  )
}

type Told = Pick<typeof runPeople.$inferSelect, "runId" | "ref" | "subjectId" | "contact"> & {
  channel: "email" | "sms"
}

async function reached(house: OpenHouse, { runId, ref, subjectId, contact, channel }: Told) {
  if (contact) {
    const { email, phone } = await openContact(house.vault, runId, ref, contact)
    return { to: (channel === "email" ? email : phone) ?? "", language: "ky" } as const
  }
  const subject = subjectId ?? ""
  return asWorker(house, "outbox", { subject }, async (ctx) => {
    const contacts = await contactsOf(ctx, subject)
    const wanted = channel === "email" ? "email" : "phone"
    const to = contacts.find(({ kind }) => kind === wanted)?.value ?? ""
    return { to, language: await localeOf(ctx, subject) }
  })
}

async function opened<Row>(rows: readonly Row[], open: (row: Row) => Promise<Listed>): Promise<Listed[]> {
  const all = rows.map((row) =>
    open(row).then(
      (message) => [message],
      () => [],
    ),
  )
  return (await Promise.all(all)).flat()
}
