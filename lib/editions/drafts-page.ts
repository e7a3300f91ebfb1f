import { inArray } from "drizzle-orm"
import { staff } from "@/db/schema/staff"
import type { Ctx, StaffActor } from "@/lib/context"
import type { Day } from "@/lib/deadlines/day"
import {
  type Beside,
  checkText,
  type DraftKind,
  draftKinds,
  followed,
  inSchemaOrder,
  newestEditions,
  profileBeside,
} from "@/lib/editions/check-text"
import { type Difference, differencesBetween } from "@/lib/editions/differences"
import { type DraftRow, readDraft } from "@/lib/editions/draft"
import { type EditionFinding, findingsOf } from "@/lib/editions/findings"
import { days } from "@/lib/editions/propose"
import { Forbidden } from "@/lib/errors"
import { may } from "@/lib/permissions"
import { inForce } from "@/lib/policy/editions"
import type { Fault } from "@/lib/policy/yaml-source"

export type DraftState = "none" | "writing" | "proposed"

/** What stands in a draft, and what it would do. */
export type OpenDraft = Pick<
  DraftRow,
  | ("id" | "version" | "editedAt" | "actBody" | "actNumber" | "actOn" | "effectiveOn" | "reason")
  | ("statement" | "proposedAt" | "sentBack")
> & {
  authors: string[]
  /** Another edition was published since it was begun. */
  movedOn: boolean
  faults: Fault[]
  differences: Difference[]
  findings: EditionFinding[]
}

export type DraftPage = {
  kind: DraftKind
  /** The edition it follows: its id, by which its file can be had, and its number. */
  follows: { id: string; number: number }
  draft: OpenDraft | null
  mayWrite: boolean
  /** An approver, who wrote none of it, and it waits for approval. */
  mayDecide: boolean
  /** The first day without a reason, and the first at all. */
  days: { first: Day; earliest: Day }
}

/** How far the next edition of each document is. Throws Forbidden. */
export async function draftStates(ctx: Ctx<StaffActor>): Promise<{ kind: DraftKind; state: DraftState }[]> {
  if (!may(ctx.actor, "policy.read")) throw new Forbidden()
  const beside = await newestEditions(ctx.db)
  return Promise.all(
    draftKinds.map(async (kind) => {
      const draft = await readDraft(ctx, kind, followed(kind, beside).code)
      return { kind, state: draft ? (draft.proposedAt ? "proposed" : "writing") : "none" } as const
    }),
  )
}

/** The next edition of one document while it is written and decided. Throws Forbidden. */
export async function draftPage(ctx: Ctx<StaffActor>, kind: DraftKind): Promise<DraftPage> {
  if (!may(ctx.actor, "policy.read")) throw new Forbidden()
  const beside = await newestEditions(ctx.db)
  const base = followed(kind, beside)
  const row = await readDraft(ctx, kind, base.code)
  const { today, first, notBefore } = await days(ctx, kind, await inForce(ctx.db))
  const isAuthor = row?.authors.includes(ctx.actor.accountId) ?? false
  return {
    kind,
    follows: { id: base.id, number: base.number },
    draft: row && (await opened(ctx, row, beside)),
    mayWrite: may(ctx.actor, "edition.draft"),
    mayDecide: may(ctx.actor, "edition.approve") && row?.proposedAt != null && !isAuthor,
    days: { first: later(first, notBefore), earliest: later(today, notBefore) },
  }
}

const later = (day: Day, other: Day | null): Day => (other && other > day ? other : day)

async function opened(ctx: Ctx<StaffActor>, row: DraftRow, beside: Beside): Promise<OpenDraft> {
  const { kind, source, basedOn } = row
  const base = followed(kind, beside)
  const { document, faults } = checkText(kind, source, beside)
  const names = await ctx.db
    .select({ name: staff.name })
    .from(staff)
    .where(inArray(staff.accountId, row.authors))
  return {
    ...row,
    authors: names.map(({ name }) => name),
    movedOn: basedOn !== base.id,
    faults,
    ...(document === undefined
      ? { differences: [], findings: [] }
      : {
          differences: differencesBetween(
            inSchemaOrder(kind, base.document),
            inSchemaOrder(kind, document),
            profileBeside(beside).document,
          ),
          findings: await findingsOf(ctx.db, kind, document, beside),
        }),
  }
}
