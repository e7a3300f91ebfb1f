import { currentLocale, translator } from "@/app/_server/locale"
import { currentInForce } from "@/app/_server/policy"
import { asSubject, signedSubject } from "@/app/_server/session"
import { Button, ButtonLink, Buttons } from "@/app/_ui/button"
import { Form } from "@/app/_ui/form"
import { LinkRows } from "@/app/_ui/summary-list"
import { Section, When } from "@/app/_ui/text"
import { type Asked, askedOf } from "@/lib/accuracy/asked"
import { isReminded } from "@/lib/accuracy/reminders"
import { may } from "@/lib/permissions"
import { citationsText, textIn } from "@/lib/policy/lookup"
import type { Counted } from "@/lib/records/count"
import { confirmDataAction, switchRemindersAction } from "./actions"

/** What the person is asked of their data, where the policy asks and they may answer. */
const askedHere = async (): Promise<Asked | null> => {
  const { actor } = await signedSubject()
  return may(actor, "data.confirm") ? asSubject((ctx) => askedOf(ctx, ctx.actor.subjectId)) : null
}

const Reminders = async () => {
  const { actor } = await signedSubject()
  if (!may(actor, "data.remind")) return null
  const [t, on] = [await translator("data"), await asSubject(isReminded)]
  return (
    <Form action={switchRemindersAction}>
      <p>{t(on ? "right.reminded" : "right.notReminded")}</p>
      <Button kind="link" name="on" value={on ? "no" : "yes"}>
        {t(on ? "right.switchOff" : "right.switchOn")}
      </Button>
    </Form>
  )
}

/** The kinds of data held of the person that they are asked about now, and the switch of reminders. */
export const StillRight = async ({ groups }: Pick<Counted, "groups">) => {
  const asked = await askedHere()
  if (!asked) return null
  const [t, locale, { profile }] = [await translator("data"), await currentLocale(), await currentInForce()]
  const due = new Set(asked.categories.filter((each) => each.due).map(({ code }) => code))
  const held = groups.flatMap(({ categories }) => categories.map(({ category }) => category))
  const rows = held.filter(({ code }) => due.has(code))
  return (
    <Section id="right" title={t("right.title")}>
      <p>
        {textIn(asked.rule.text, locale)} ({citationsText(profile, asked.rule.cites, locale)})
      </p>
      {rows.length === 0 ? (
        <p>{t("right.none")}</p>
      ) : (
        <LinkRows
          rows={rows.map(({ code, title }) => ({
            href: `/cabinet/data/${code}#right`,
            title: textIn(title, locale),
          }))}
        />
      )}
      <Reminders />
    </Section>
  )
}

/** The question itself, under the values it is about; or when it was answered. */
export const IsItRight = async ({ category }: { category: string }) => {
  const found = (await askedHere())?.categories.find(({ code }) => code === category)
  if (!found) return null
  const [t, locale] = [await translator("data"), await currentLocale()]
  return (
    <Section id="right" title={t("right.title")}>
      {found.saidAt && (
        <p>
          {t("right.said")}: <When at={found.saidAt} locale={locale} as="long" />
        </p>
      )}
      {found.due && (
        <Form action={confirmDataAction}>
          <input type="hidden" name="category" value={category} />
          <Buttons>
            <Button>{t("right.yes")}</Button>
            <ButtonLink kind="secondary" href={`/cabinet/requests/new/rectification?category=${category}`}>
              {t("right.correct")}
            </ButtonLink>
          </Buttons>
        </Form>
      )}
    </Section>
  )
}
