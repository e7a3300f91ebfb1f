import { translator } from "@/app/_server/locale"
import { Button } from "@/app/_ui/button"
import { Details } from "@/app/_ui/details"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { sendCodeAction } from "./actions"

/** What is typed to sign: the password again or, once it was sent, the code for this letter. */
export const TypedSignature = async ({ codeSent, hint }: { codeSent: boolean; hint?: boolean }) => {
  const t = await translator("request")
  const password = (
    <Field
      name="password"
      type="password"
      label={t("sign.password")}
      {...(hint ? { hint: t("sign.passwordHint") } : {})}
      autoComplete="current-password"
      width={20}
    />
  )
  if (!codeSent) return password
  return (
    <>
      <Field
        name="code"
        label={t("sign.code.label")}
        hint={t("sign.code.hint")}
        inputMode="numeric"
        autoComplete="one-time-code"
        width={10}
      />
      <Details summary={t("sign.code.instead")}>{password}</Details>
    </>
  )
}

/** For whoever has no password here, or not at hand: a code to a contact held before the request. */
export const AskForCode = async ({ intent, codeSent }: { intent: string; codeSent: boolean }) => {
  const t = await translator("request")
  return (
    <Form action={sendCodeAction}>
      <input type="hidden" name="intent" value={intent} />
      <p>{t(codeSent ? "sign.code.again" : "sign.code.about")}</p>
      <Button kind="secondary">{t(codeSent ? "sign.code.sendAgain" : "sign.code.send")}</Button>
    </Form>
  )
}
