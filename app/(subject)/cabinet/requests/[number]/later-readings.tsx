import { RereadList } from "@/app/_records/reread-list"
import { translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { Section } from "@/app/_ui/text"
import { rereadsOf } from "@/lib/fulfilment/rereads"
import type { MyPart } from "@/lib/requests/my-request"

/** What the readings after an erasure found. */
export const LaterReadings = async ({ part }: { part: MyPart }) => {
  const readings = await asSubject((ctx) => rereadsOf(ctx, part.id))
  if (readings.length === 0) return null
  const t = await translator("rereads")
  return (
    <Section id={`readings-${part.id}`} title={t("title")}>
      <RereadList inForce={part.inForce} readings={readings} />
    </Section>
  )
}
