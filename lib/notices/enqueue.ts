import { randomUUID } from "node:crypto"
import { sql } from "drizzle-orm"
import { outbox } from "@/db/schema/notices"
import type { Ctx, Locale } from "@/lib/context"
import type { Template } from "@/lib/notices/templates"
import type { Login } from "@/lib/people/identifiers"

export type Notice = {
  subjectId: string | null
  /** Whose data key seals the message: the subject, a sign-up in progress, or a member of staff. */
  keyOwner: string
  template: Template
  language: Locale
  to: Login
  parameters: {
    code?: string
    number?: string
    date?: string
    until?: string
    list?: string
    note?: string
    path: string
  }
}

/**
 * Puts a message into the outbox and enqueues its sending, both in the transaction of the change it tells of.
 * Delivery is at least once; the Message-ID is fixed here so that a repeated copy is known as one.
 */
export async function enqueueNotice(ctx: Ctx, notice: Notice): Promise<string> {
  const id = randomUUID()
  const owner = { id: notice.keyOwner, purpose: "data" } as const
  await ctx.db.insert(outbox).values({
    id,
    subjectId: notice.subjectId,
    template: notice.template,
    language: notice.language,
    channel: notice.to.kind === "email" ? "email" : "sms",
    keyOwner: notice.keyOwner,
    parameters: await ctx.vault.seal(owner, `outbox.parameters|${id}`, JSON.stringify(notice.parameters)),
    recipient: await ctx.vault.seal(owner, `outbox.recipient|${id}`, notice.to.value),
    messageId: `${id}@ukuk`,
  })
  await enqueueJob(ctx, "send-notice", { notice: id })
  return id
}

/** Enqueues a job in the open transaction; payloads hold ids only. The same key replaces a job not yet begun. */
export async function enqueueJob(
  ctx: Ctx,
  task: string,
  payload: Record<string, string>,
  key?: string,
  runAt?: Date,
): Promise<void> {
  await ctx.db.execute(
    sql`select guard.enqueue(${task}, ${JSON.stringify(payload)}::json, ${key ?? null}, ${runAt?.toISOString() ?? null}::timestamptz)`,
  )
}
