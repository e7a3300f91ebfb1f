import { UnderWay } from "@/app/_records/under-way"
import { asSubject } from "@/app/_server/session"
import { stepsOf } from "@/lib/fulfilment/steps"
import type { MyPart } from "@/lib/requests/my-request"

/** How far a part is that is being carried out now. */
export const Going = async ({ part: { id }, number }: { part: MyPart; number: string }) => {
  const steps = await asSubject((ctx) => stepsOf(ctx, id))
  return steps?.going ? <UnderWay part={id} steps={steps} href={`/cabinet/requests/${number}`} /> : null
}
