import { randomUUID } from "node:crypto"
import { and, eq, gt } from "drizzle-orm"
import { requestParts } from "@/db/schema/requests"
import { signingIntents } from "@/db/schema/sign-in"
import { asSigned, type Ctx, type Signed, type SubjectActor } from "@/lib/context"
import { NotAllowedNow } from "@/lib/errors"
import type { OpenHouse } from "@/lib/house"
import { contactsOfAccount } from "@/lib/notices/contacts"
import { enqueueNotice } from "@/lib/notices/enqueue"
import { coolingSince, heldUntil } from "@/lib/people/cooling"
import { type Login, normalEmail, normalPhone } from "@/lib/people/identifiers"
import { identitiesOf } from "@/lib/people/identities"
import { countTry } from "@/lib/people/limits"
import { newCode } from "@/lib/people/one-time-codes"
import { type InForce, inForce as inForceNow } from "@/lib/policy/editions"
import type { PartScope } from "@/lib/requests/scope"
import { readIntent, signingCodeHash } from "@/lib/requests/signing"

/** Where a code goes, and who seals its message. */
type Way = Login & { keyOwner: string }
export type ReadyCode = { intent: { id: string; hash: string }; ways: Way[] }

/**
 * Looks where a code to sign a letter may go: to the contacts the person signs in with or, where there are none, as after
 * national sign-in, to those the organisation's systems hold; never to one changed so lately that it proves nothing.
 * Throws NotAllowedNow `code_nowhere` where none is left, TooMany, and as readIntent does.
 */
export async function prepareSigningCode(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  intentId: string,
): Promise<ReadyCode> {
  const found = await asSigned(house, signed, randomUUID(), async (ctx) => {
    const { accountId, subjectId, mandate } = ctx.actor
    const { id, hash } = await readIntent(ctx, intentId)
    const held = await inForceNow(ctx.db)
    const own = (await heldUntil(ctx, accountId)) ? [] : await contactsOfAccount(ctx, accountId)
    const isBare = own.length === 0 && !mandate && !(await heldUntil(ctx, accountId))
    return {
      ...{ intent: { id, hash }, own, held },
      known: isBare ? await identitiesOf(ctx, subjectId) : null,
      changed: isBare ? await changedKinds(ctx, held) : new Set<string>(),
    }
  })
  await countTry(house, "code", signed.actor.accountId)
  const { own, known, changed, held, intent } = found
  const ways: Way[] = known
    ? (await onFile(house, held, known))
        .filter(({ kind }) => !changed.has(kind))
        .map((login) => ({ ...login, keyOwner: signed.actor.subjectId }))
    : own
  if (ways.length === 0) throw new NotAllowedNow("code_nowhere")
  return { intent, ways }
}

/** The kinds of contact that were corrected on file so lately that they prove nothing yet. */
async function changedKinds(ctx: Ctx<SubjectActor>, held: InForce): Promise<Set<string>> {
  const rows = await ctx.db
    .select({ scope: requestParts.scope })
    .from(requestParts)
    .where(
      and(
        eq(requestParts.subjectId, ctx.actor.subjectId),
        eq(requestParts.right, "rectification"),
        eq(requestParts.status, "fulfilled"),
        gt(requestParts.closedAt, coolingSince(held, ctx.now)),
      ),
    )
  const types = rows.map(({ scope }) => {
    const asked = scope as PartScope
    if (asked.right !== "rectification") return ""
    const about = held.policy.categories.find(({ code }) => code === asked.category)
    return about?.fields.find(({ code }) => code === asked.field)?.type ?? ""
  })
  return new Set(types)
}

type Known = Awaited<ReturnType<typeof identitiesOf>>

async function onFile(house: OpenHouse, held: InForce, known: Known): Promise<Login[]> {
  const logins = new Map<string, Login>()
  for (const source of house.sourcesOf(held).all())
    for (const { kind, value } of known.get(source.name) ?? []) {
      if (kind !== source.subjectKind) continue
      for (const held of await source.identify(value)) {
        const login = asLogin(held)
        if (login) logins.set(`${login.kind}:${login.value}`, login)
      }
    }
  return [...logins.values()]
}

function asLogin({ kind, value }: { kind: string; value: string }): Login | null {
  if (kind !== "phone" && kind !== "email") return null
  const normal = kind === "phone" ? normalPhone(value) : normalEmail(value)
  return normal ? { kind, value: normal } : null
}

/** Sends a code that signs this letter within its five minutes; the code before it no longer does. */
export async function sendSigningCode(ctx: Ctx<SubjectActor>, { intent, ways }: ReadyCode): Promise<string> {
  const code = newCode()
  await ctx.db
    .update(signingIntents)
    .set({ codeHash: signingCodeHash(ctx.vault, intent, code) })
    .where(and(eq(signingIntents.id, intent.id), eq(signingIntents.state, "open")))
  for (const { kind, value, keyOwner } of ways)
    await enqueueNotice(ctx, {
      ...{ subjectId: ctx.actor.subjectId, keyOwner, language: ctx.actor.locale },
      template: "signing_code",
      to: { kind, value },
      parameters: { code, path: "/cabinet/requests" },
    })
  return intent.id
}
