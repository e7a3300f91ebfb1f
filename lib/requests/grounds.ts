import type { InForce } from "@/lib/policy/editions"
import { type AppliedGround, grounds } from "@/lib/policy/lookup"
import type { OperationCode } from "@/lib/policy/text-schema"
import { erasedIn, isWithdrawn, type PartScope, stoppedIn } from "@/lib/requests/scope"

type Right = PartScope["right"]

/**
 * The grounds an officer may keep something on: those of the policy and the legal profile that answer this right; for
 * one operation of a purpose, only those under which that operation may go on (rule 1).
 */
export const keepGroundsFor = (inForce: InForce, right: Right, operation?: OperationCode): AppliedGround[] =>
  grounds(inForce).filter(
    (ground) =>
      ground.kind === "keep" &&
      ground.rights.includes(right) &&
      (operation === undefined || ground.operations.includes(operation)),
  )

/** The grounds a request of this right may be refused on; a withdrawal, and an account deleted, have none (rules 2, 27). */
export const refuseGroundsFor = (inForce: InForce, right: Right): AppliedGround[] =>
  isWithdrawn({ right })
    ? []
    : grounds(inForce).filter((ground) => ground.kind === "refuse" && ground.rights.includes(right))

/** What an officer decides on one by one: a category, or an operation of a purpose (`purpose/operation`). */
export function decidedItems(scope: PartScope): string[] {
  const stopped = stoppedIn(scope).flatMap(({ purpose, operations }) =>
    operations.map((operation) => `${purpose}/${operation}`),
  )
  return [...erasedIn(scope), ...stopped]
}
