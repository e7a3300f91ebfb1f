import { currentLocale, translator } from "@/app/_server/locale"
import type { FormAction } from "@/app/_ui/action-form"
import { Button, ButtonLink, Buttons } from "@/app/_ui/button"
import { Form } from "@/app/_ui/form"
import { Section } from "@/app/_ui/text"
import { formatTime } from "@/lib/format/date"
import type { Policy } from "@/lib/policy/schema"
import { AskForCode, TypedSignature } from "./typed-signature"

type Props = {
  action: FormAction
  intent: string
  /** A code to sign it with was sent. */
  codeSent: boolean
  expiresAt: Date
  policy: Policy
  /** The form that leads here, with what was chosen. */
  again: string
  grave?: boolean
  /** The password proves who it is, and signs nothing. */
  proof?: boolean
}

/** The password typed again, or a code sent, as proof or where the organisation accepts it as a signature; else only paper is left. */
export const Signature = async ({
  action,
  intent,
  codeSent,
  expiresAt,
  policy,
  again,
  grave,
  proof = false,
}: Props) => {
  const [t, locale] = [await translator("request"), await currentLocale()]
  const { signing } = policy
  if (!signing.passwordAccepted && !proof) return null
  return (
    <Section id="signature" title={t("sign.heading")}>
      {signing.passwordAccepted && <p>{signing.undertaking[locale]}</p>}
      <p>{t("sign.until", { time: formatTime(expiresAt) })}</p>
      <Form action={action}>
        <input type="hidden" name="intent" value={intent} />
        <TypedSignature codeSent={codeSent} hint />
        <Buttons>
          <Button kind={grave ? "grave" : "primary"}>{t("sign.send")}</Button>
          <ButtonLink kind="link" href={again}>
            {t("sign.change")}
          </ButtonLink>
        </Buttons>
      </Form>
      <AskForCode intent={intent} codeSent={codeSent} />
    </Section>
  )
}

/** One button, where being signed in is proof enough. */
export const Sending = async ({
  action,
  intent,
  expiresAt,
  again,
}: Omit<Props, "policy" | "grave" | "codeSent">) => {
  const [t, request] = [await translator("ask"), await translator("request")]
  return (
    <Section id="signature" title={t("send.heading")}>
      <p>{t("send.until", { time: formatTime(expiresAt) })}</p>
      <Form action={action}>
        <input type="hidden" name="intent" value={intent} />
        <Buttons>
          <Button>{t("send.submit")}</Button>
          <ButtonLink kind="link" href={again}>
            {request("sign.change")}
          </ButtonLink>
        </Buttons>
      </Form>
    </Section>
  )
}
