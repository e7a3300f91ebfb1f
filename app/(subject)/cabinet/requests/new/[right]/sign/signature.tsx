import { currentLocale, translator } from "@/app/_server/locale"
import type { FormAction } from "@/app/_ui/action-form"
import { Button, ButtonLink, Buttons } from "@/app/_ui/button"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { Section } from "@/app/_ui/text"
import { formatTime } from "@/lib/format/date"
import type { Policy } from "@/lib/policy/schema"

type Props = {
  action: FormAction
  intent: string
  expiresAt: Date
  policy: Policy
  /** The form that leads here, with what was chosen. */
  again: string
  grave?: boolean
  /** The password proves who it is, and signs nothing. */
  proof?: boolean
}

/** The password typed again, as proof or where the organisation accepts it as a signature; else only paper is left. */
export const Signature = async ({
  action,
  intent,
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
        <Field
          name="password"
          type="password"
          label={t("sign.password")}
          hint={t("sign.passwordHint")}
          autoComplete="current-password"
          width={20}
        />
        <Buttons>
          <Button kind={grave ? "grave" : "primary"}>{t("sign.send")}</Button>
          <ButtonLink kind="link" href={again}>
            {t("sign.change")}
          </ButtonLink>
        </Buttons>
      </Form>
    </Section>
  )
}

/** One button, where being signed in is proof enough. */
export const Sending = async ({ action, intent, expiresAt, again }: Omit<Props, "policy" | "grave">) => {
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
