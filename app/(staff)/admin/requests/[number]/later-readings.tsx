import { RereadList } from "@/app/_records/reread-list"
import { translator } from "@/app/_server/locale"
import { asStaff } from "@/app/_server/session"
import { Section } from "@/app/_ui/text"
import { rereadsOf } from "@/lib/fulfilment/rereads"
import type { CasePart } from "@/lib/requests/case"

/** The readings of a part after its erasure: what came back stands here before it is planned anew. */
export const LaterReadings = async ({ part }: { part: CasePart }) => {
  const readings = await asStaff((ctx) => rereadsOf(ctx, part.id))
  if (readings.length === 0) return null
  const t = await translator("rereads")
  return (
    <Section id="readings" title={t("title")}>
      <RereadList inForce={part.inForce} readings={readings} />
    </Section>
  )
}
