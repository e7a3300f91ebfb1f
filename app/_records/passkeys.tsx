import { currentLocale, translator } from "@/app/_server/locale"
import type { FormAction } from "@/app/_ui/action-form"
import { Banner } from "@/app/_ui/banner"
import { Button, ButtonLink, Buttons } from "@/app/_ui/button"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { PasskeyForm } from "@/app/_ui/passkey-form"
import { SummaryList } from "@/app/_ui/summary-list"
import { PageTitle, Section, When } from "@/app/_ui/text"
import type { OwnPasskey } from "@/lib/people/own-passkeys"

const Current = async () => (
  <Field
    name="current"
    type="password"
    label={(await translator("security"))("password.current")}
    autoComplete="current-password"
    width={20}
  />
)

type ListProps = {
  passkeys: readonly OwnPasskey[]
  /** The page itself; that of each passkey lies below it. */
  at: string
  /** What was done a moment ago, in words. */
  said: string | null
  begin: FormAction
  add: FormAction
}

const Listed = async ({ passkeys, at }: Pick<ListProps, "passkeys" | "at">) => {
  const [t, locale] = [await translator("security"), await currentLocale()]
  if (passkeys.length === 0) return <p>{t("passkey.none")}</p>
  return (
    <SummaryList
      strong="key"
      rows={passkeys.map(({ id, name, backedUp, at: added, usedAt }) => ({
        id,
        key: name,
        value: usedAt ? (
          <>
            {t("passkey.used")}: <When at={usedAt} locale={locale} as="time" />
          </>
        ) : (
          t("passkey.unused")
        ),
        note: (
          <>
            {t("passkey.added")}: <When at={added} locale={locale} as="time" />.{" "}
            {t(`passkey.backed.${backedUp}`)}
          </>
        ),
        action: (
          <a href={`${at}/${id}`} aria-label={t("passkey.removeNamed", { name })}>
            {t("passkey.remove")}
          </a>
        ),
      }))}
    />
  )
}

/** The page on which somebody signed in sees their passkeys and adds another. */
export const Passkeys = async ({ passkeys, at, said, begin, add }: ListProps) => {
  const t = await translator("security")
  return (
    <>
      {said && <Banner kind="done" title={said} live />}
      <PageTitle lead={t("passkey.lead")}>{t("passkey.title")}</PageTitle>
      <Listed passkeys={passkeys} at={at} />
      <Section id="add" title={t("passkey.addTitle")}>
        <PasskeyForm ceremony="make" begin={begin} finish={add} without={<p>{t("passkey.without")}</p>}>
          <Field
            name="name"
            label={t("passkey.name")}
            hint={t("passkey.nameHint")}
            autoComplete="off"
            width={20}
          />
          <Current />
          <Button>{t("passkey.add")}</Button>
        </PasskeyForm>
      </Section>
    </>
  )
}

type RemoveProps = { passkey: OwnPasskey; back: string; remove: FormAction }

/** The page on which one of them goes. */
export const RemovePasskey = async ({ passkey, back, remove }: RemoveProps) => {
  const t = await translator("security")
  return (
    <>
      <PageTitle lead={t("passkey.removeLead")}>{t("passkey.removeTitle", { name: passkey.name })}</PageTitle>
      <Form action={remove}>
        <input type="hidden" name="id" value={passkey.id} />
        <Current />
        <Buttons>
          <Button kind="grave">{t("passkey.remove")}</Button>
          <ButtonLink kind="link" href={back}>
            {t("password.cancel")}
          </ButtonLink>
        </Buttons>
      </Form>
    </>
  )
}
