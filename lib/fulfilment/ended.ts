import type { Work } from "@/lib/fulfilment/work"
import { stoppedIn } from "@/lib/requests/scope"

/** The purposes and operations a fulfilment ends: what was to stop, without what goes on on a ground of its own. */
export function endedIn({
  part,
  plan,
}: Pick<Work, "part" | "plan">): { purpose: string; operations: string[] }[] {
  const goesOn = new Set(
    plan.operations
      .filter(({ phase }) => phase === "deferred")
      .flatMap(({ purpose, operations }) => operations.map((operation) => `${purpose}/${operation}`)),
  )
  return stoppedIn(part.scope).map(({ purpose, operations }) => ({
    purpose,
    operations: operations.filter((operation) => !goesOn.has(`${purpose}/${operation}`)),
  }))
}
