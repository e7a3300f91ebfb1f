import { randomUUID } from "node:crypto"
import { eq } from "drizzle-orm"
import { disclosureDocuments } from "@/db/schema/disclosures"
import type { Ctx, StaffActor } from "@/lib/context"
import { Forbidden, NotFound } from "@/lib/errors"
import { underView } from "@/lib/oversight/under-view"
import { may } from "@/lib/permissions"
import type { Checked, OpenedAttachment } from "@/lib/requests/attach"
import { mayLeave, noteUpload } from "@/lib/uploads/scans"

const place = (id: string, part: "name" | "body") => `disclosure_documents.${part}|${id}`

/** Keeps a checked scan that a disclosure or a permission rests on, sealed under the person's case-file key. */
export async function keepDocument(ctx: Ctx<StaffActor>, subjectId: string, file: Checked): Promise<string> {
  const owner = { id: subjectId, purpose: "case" } as const
  const id = randomUUID()
  await ctx.db.insert(disclosureDocuments).values({
    id,
    subjectId,
    name: await ctx.vault.seal(owner, place(id, "name"), file.name),
    mediaType: file.mediaType,
    size: file.bytes.length,
    hash: file.hash,
    body: await ctx.vault.seal(owner, place(id, "body"), Buffer.from(file.bytes)),
    at: ctx.now,
  })
  await noteUpload(ctx, { id, place: "document", scan: file.scan })
  return id
}

/** A scan for staff who recorded a view of the person just before. Throws NotFound, Forbidden. */
export async function documentForStaff(ctx: Ctx<StaffActor>, id: string): Promise<OpenedAttachment> {
  if (!may(ctx.actor, "person.view")) throw new Forbidden()
  const [row] = await ctx.db.select().from(disclosureDocuments).where(eq(disclosureDocuments.id, id))
  if (!row) throw new NotFound()
  await mayLeave(ctx, id)
  const { subjectId, mediaType } = row
  const vault = underView(ctx)
  const owner = { id: subjectId, purpose: "case" } as const
  const name = (await vault.open(owner, place(id, "name"), row.name)).toString()
  return { name, mediaType, bytes: await vault.open(owner, place(id, "body"), row.body) }
}

/** The bytes of a scan for the worker; null when it is gone. */
export async function documentBytes(ctx: Ctx, id: string): Promise<Uint8Array | null> {
  const { subjectId, body } = disclosureDocuments
  const [row] = await ctx.db
    .select({ subjectId, body })
    .from(disclosureDocuments)
    .where(eq(disclosureDocuments.id, id))
  return row ? ctx.vault.open({ id: row.subjectId, purpose: "case" }, place(id, "body"), row.body) : null
}
