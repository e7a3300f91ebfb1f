import { randomUUID } from "node:crypto"
import { asSigned, type Signed, type StaffActor, type SubjectActor } from "@/lib/context"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { readLater } from "@/lib/fulfilment/read-later"
import { wakePart } from "@/lib/fulfilment/wake"
import type { Part } from "@/lib/requests/access"
import { approveProposal } from "@/lib/requests/approve"
import { takePart } from "@/lib/requests/handle"
import { prepareRequest } from "@/lib/requests/prepare"
import { type OwnKeep, prepareProposal, proposeDecision, type Settled } from "@/lib/requests/propose"
import type { PartScope } from "@/lib/requests/scope"
import { readyToSign, signRequest } from "@/lib/requests/sign"
import type { TestDeployment } from "@/lib/testing/deployment"
import type { OpenDeployment } from "@/lib/testing/open-deployment"

/** What a case needs of a deployment, whose organisation may be any. */
type Deployment = Pick<OpenDeployment, "house" | "staff" | "owner">

type Work<A extends SubjectActor | StaffActor, T> = Parameters<typeof asSigned<A, T>>[3]

/** Runs a verb as somebody signed in. */
export const as = <A extends SubjectActor | StaffActor, T>(
  { house }: Pick<Deployment, "house">,
  who: Signed<A>,
  work: Work<A, T>,
): Promise<T> => asSigned(house, who, randomUUID(), work)

/** A demo borrower writes and signs a letter, as on the screen. */
export async function signLetter(here: TestDeployment, n: 1 | 2 | 3, scope: PartScope): Promise<Part> {
  return signAs(here, await here.borrower(n), `demo-borrower-${n}`, scope)
}

/** Whoever is signed in writes a letter and signs it with their password. */
export async function signAs(
  here: Deployment,
  signed: Signed<SubjectActor>,
  password: string,
  scope: PartScope,
): Promise<Part> {
  const intent = await prepareRequest(here.house, signed, scope)
  const ready = await readyToSign(here.house, signed, { intent, password })
  return as(here, signed, (ctx) => signRequest(ctx, ready))
}

/** The officer takes a part and proposes to do what was asked, with their own keeps and words. */
export async function proposeFor(
  here: Deployment,
  part: { id: string; version: number; status: string },
  keeps: OwnKeep[] = [],
  settled: Settled[] = [],
): Promise<Part> {
  const officer = await here.staff("officer")
  const seen = { part: part.id, version: part.version }
  const { version } =
    part.status === "received" ? await as(here, officer, (ctx) => takePart(ctx, seen)) : part
  const proposal = { part: part.id, version, keeps, settled, refusal: null, explanation: "" }
  const prepared = await prepareProposal(here.house, officer, proposal)
  return as(here, officer, (ctx) => proposeDecision(ctx, proposal, prepared))
}

/** The approver takes the present proposal as it is. */
export async function approve(here: Deployment, part: { id: string; version: number }): Promise<Part> {
  const approver = await here.staff("approver")
  return as(here, approver, (ctx) => approveProposal(ctx, { part: part.id, version: part.version }))
}

/** A part's row as it is now. */
export async function partRow({ owner }: Pick<Deployment, "owner">, id: string) {
  const { rows } = await owner.query<{
    status: string
    version: number
    deferred_fact: string | null
    deferred_until: Date | null
    stall_cause: string | null
  }>("select status, version, deferred_fact, deferred_until, stall_cause from request_parts where id = $1", [
    id,
  ])
  const row = rows[0]
  if (!row) throw new Error("no such part")
  return row
}

/** The days of reading again come: the worker's next round for a part. */
export async function readAgainAfter(
  { house, owner }: Pick<Deployment, "house" | "owner">,
  part: { id: string },
): Promise<void> {
  await owner.query("update rereads set due_on = due_on - 31 where part_id = $1 and at is null", [part.id])
  await readLater(house, part.id)
}

/** The last reading after a part's certificate is over, and every message about it went out: the rounds that follow. */
export async function closeAccountAfter(here: Deployment, part: { id: string }): Promise<void> {
  await readAgainAfter(here, part)
  await here.owner.query("update outbox set state = 'sent'")
  await wakePart(here.house, part.id)
  await fulfilPart(here.house, part.id)
}
