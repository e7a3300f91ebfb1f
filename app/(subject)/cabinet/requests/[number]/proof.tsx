import { translator } from "@/app/_server/locale"
import { Button } from "@/app/_ui/button"
import { TextArea } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { Section } from "@/app/_ui/text"
import { Evidence } from "@/app/(subject)/_parts/evidence"
import type { MyMessage, MyPart } from "@/lib/requests/my-request"
import { proveAction } from "./actions"
import { Thread } from "./thread"

/** Whether the time to answer stands while the person is waited for, as the legal profile has it. */
export const Waiting = async ({ part }: { part: MyPart }) => {
  const t = await translator("clock")
  return <p>{t(part.inForce.profile.clock.pausesForProof ? "waiting.stands" : "waiting.runs")}</p>
}

/** What suffices to show who it is, what was asked in words, and the way to send it; never a fee. */
export const Proof = async ({ part, thread }: { part: MyPart; thread: readonly MyMessage[] }) => {
  const t = await translator("clock")
  const awaited = part.awaitedSince !== null
  return (
    <Section id="proof" title={t(awaited ? "proof.title" : "proof.sentTitle")}>
      <p>{t(awaited ? "proof.suffices" : "proof.sent")}</p>
      {awaited && <p>{t("proof.free")}</p>}
      {awaited && <Waiting part={part} />}
      {thread.length > 0 && <Thread messages={thread} />}
      <Form action={proveAction}>
        <input type="hidden" name="part" value={part.id} />
        <input type="hidden" name="version" value={part.version} />
        <Evidence label={t("proof.document")} />
        <TextArea name="words" label={t("proof.words")} rows={3} optional />
        <Button kind={awaited ? "primary" : "secondary"}>{t("proof.send")}</Button>
      </Form>
    </Section>
  )
}
