import { randomUUID } from "node:crypto"
import { readFileSync } from "node:fs"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { and, eq } from "drizzle-orm"
import { idempotencyKeys } from "@/db/schema/forms"
import { readConfiguration } from "@/lib/configuration"
import { stopConsent } from "@/lib/consents/stop-consent"
import { asSigned, type Ctx, type Signed, type StaffActor, type SubjectActor } from "@/lib/context"
import { Conflict, Forbidden, Invalid, NotAllowedNow, NotFound } from "@/lib/errors"
import { openHouse } from "@/lib/house"
import { openSession, whoIs } from "@/lib/people/sessions"
import type { Part } from "@/lib/requests/access"
import { approveProposal } from "@/lib/requests/approve"
import { takePart } from "@/lib/requests/handle"
import { prospectFor, writeLetter } from "@/lib/requests/prepare"
import { prepareStop } from "@/lib/requests/prepare-stop"
import { prepareProposal, proposeDecision } from "@/lib/requests/propose"
import { submitRequest } from "@/lib/requests/submit"
import { type Act, openHistory, type Seen } from "./history"

/*
 * People and staff in one process: it does acts one after another, each under a key of its own, and writes down before and
 * after what it knows of it. Killed and started again, it asks anew what it does not know, under the same key.
 */

type Cast = {
  people: readonly { account: string; subject: string }[]
  staff: Readonly<Record<"officer" | "approver", string>>
}
type Anybody = SubjectActor | StaffActor

const SCOPE = { right: "erasure" as const, categories: ["contact_persons", "expenses", "email"] }
const REFUSALS = [Conflict, Forbidden, Invalid, NotAllowedNow, NotFound]
const HERE = { agent: "chaos", address: "chaos" }

const [folder = ""] = process.argv.slice(2)
const { value: configuration, faults } = readConfiguration(process.env)
if (!configuration) throw new Error(faults.join("\n"))
const house = openHouse(configuration, { size: 4 })
const cast: Cast = JSON.parse(readFileSync(path.join(folder, "cast.json"), "utf8"))
const history = openHistory(path.join(folder, "history.jsonl"))

/** How many of the people may act by now. */
const allowed = () => Number(readFileSync(path.join(folder, "allowed"), "utf8"))

async function signIn(account: string, kind: "subject" | "staff"): Promise<Signed> {
  const found = await whoIs(
    house,
    await openSession(house, { id: account, kind }, kind === "staff" ? 2 : 1, HERE),
  )
  if (found.is !== "actor") throw new Error("the session did not open")
  return found.signed
}

/** What was answered under a key; null where nothing was done under it. */
async function answered({ db, actor }: Ctx<Anybody>, act: Act, key: string): Promise<Seen | null> {
  const mine = and(
    eq(idempotencyKeys.accountId, actor.accountId),
    eq(idempotencyKeys.act, act),
    eq(idempotencyKeys.key, key),
  )
  const [row] = await db.select({ result: idempotencyKeys.result }).from(idempotencyKeys).where(mine)
  return row ? JSON.parse(row.result.toString()) : null
}

/** Does an act once under its key, as the portal's forms do: key, act and answer are one transaction. */
async function doOnce<A extends Anybody, P>(
  signed: Signed<A>,
  [act, key]: readonly [Act, string],
  prepare: () => Promise<P>,
  verb: (ctx: Ctx<A>, prepared: P) => Promise<Part>,
): Promise<Seen> {
  const run = <T>(work: (ctx: Ctx<A>) => Promise<T>) => asSigned(house, signed, randomUUID(), work)
  const first = await run((ctx) => answered(ctx, act, key))
  if (first) return first
  const prepared = await prepare()
  return run(async (ctx) => {
    const { id, version } = await verb(ctx, prepared)
    const seen = { part: id, version }
    const row = { accountId: ctx.actor.accountId, act, key, inputHash: Buffer.alloc(32), at: ctx.now }
    await ctx.db.insert(idempotencyKeys).values({ ...row, result: Buffer.from(JSON.stringify(seen)) })
    return seen
  })
}

const nothing = async () => undefined

async function doAct(person: number, act: Act, key: string, seen: Seen | null): Promise<Seen> {
  const name = [act, key] as const
  if (act === "submit" || act === "stop") {
    const signed = (await signIn(cast.people[person]?.account ?? "", "subject")) as Signed<SubjectActor>
    if (act === "stop")
      return doOnce(
        signed,
        name,
        () => prepareStop(house, signed, "marketing_own"),
        (ctx, prepared) => stopConsent(ctx, { ...prepared, purpose: "marketing_own" }),
      )
    return doOnce(signed, name, () => asking(signed), submitRequest)
  }
  if (!seen) throw new Error("nothing was submitted")
  const who = act === "approve" ? cast.staff.approver : cast.staff.officer
  const signed = (await signIn(who, "staff")) as Signed<StaffActor>
  if (act === "take") return doOnce(signed, name, nothing, (ctx) => takePart(ctx, seen))
  if (act === "approve") return doOnce(signed, name, nothing, (ctx) => approveProposal(ctx, seen))
  const proposal = { ...seen, keeps: [], settled: [], refusal: null, explanation: "" }
  return doOnce(
    signed,
    name,
    () => prepareProposal(house, signed, proposal),
    (ctx, prepared) => proposeDecision(ctx, proposal, prepared),
  )
}

async function asking(signed: Signed<SubjectActor>) {
  const { planning, plan } = await prospectFor(house, signed, SCOPE)
  const letter = await writeLetter(house, signed, planning, SCOPE, "Үлгүбаева Айнур", {})
  return { inForce: planning.inForce, scope: SCOPE, plan, letter, intentId: null, name: "Үлгүбаева Айнур" }
}

/** Until it is known what became of an act. Null where it was refused. */
async function follow(person: number, act: Act, before: Seen | null): Promise<Seen | null> {
  const mine = history.lines.filter((line) => line.person === person && line.act === act)
  const last = mine.at(-1)
  if (last?.is === "ok") return last.seen
  if (last?.is === "fail") return null
  const base = { person, subject: cast.people[person]?.subject ?? "", act, key: last?.key ?? randomUUID() }
  if (last?.is === "invoke") history.add({ ...base, is: "unknown" })
  for (;;) {
    history.add({ ...base, is: "invoke" })
    try {
      const seen = await doAct(person, act, base.key, before)
      history.add({ ...base, is: "ok", seen })
      return seen
    } catch (error) {
      if (REFUSALS.some((kind) => error instanceof kind)) {
        history.add({ ...base, is: "fail", why: error instanceof Error ? error.name : "" })
        return null
      }
      history.add({ ...base, is: "unknown" })
      await sleep(100)
    }
  }
}

for (const person of cast.people.keys()) {
  while (person >= allowed()) await sleep(50)
  const acts: readonly Act[] = person % 3 === 2 ? ["stop"] : ["submit", "take", "propose", "approve"]
  let seen: Seen | null = null
  for (const act of acts) {
    seen = await follow(person, act, seen)
    if (!seen) break
  }
}
history.close()
await house.close()
