import type { Signed, StaffActor, SubjectActor } from "@/lib/context"
import type { Part } from "@/lib/requests/access"
import { approveProposal } from "@/lib/requests/approve"
import type { World } from "@/lib/requests/cast.fixture"
import { takePart } from "@/lib/requests/handle"
import { prepareProposal, proposeDecision } from "@/lib/requests/propose"

type Cast = { borrower: Signed<SubjectActor>; officer: Signed<StaffActor>; approver: Signed<StaffActor> }

/** The borrower asks for their e-mail to be erased, and the officer and the approver refuse it. */
export async function refusedErasure(world: World, { borrower, officer, approver }: Cast): Promise<Part> {
  const asked = await world.ask(borrower, { right: "erasure", categories: ["email"] })
  const seen = ({ id, version }: Part) => ({ part: id, version })
  const taken = await world.as(officer, (ctx) => takePart(ctx, seen(asked)))
  const refusal = { ground: "IDENTITY_NOT_PROVEN", reason: "Сүрөт окулбайт" }
  const proposal = { ...seen(taken), keeps: [], refusal, explanation: "" }
  const prepared = await prepareProposal(world.house, officer, proposal)
  const proposed = await world.as(officer, (ctx) => proposeDecision(ctx, proposal, prepared))
  return world.as(approver, (ctx) => approveProposal(ctx, seen(proposed)))
}
