import { currentLocale, translator } from "@/app/_server/locale"
import type { FormAction } from "@/app/_ui/action-form"
import { Button } from "@/app/_ui/button"
import { Form } from "@/app/_ui/form"
import { SummaryList } from "@/app/_ui/summary-list"
import { Section, When } from "@/app/_ui/text"
import type { OwnSession } from "@/lib/people/own-sessions"

type Props = {
  sessions: readonly OwnSession[]
  /** How many may be open at once. */
  most: number
  end: FormAction
}

const Device = async ({ device }: Pick<OwnSession, "device">) => {
  const t = await translator("security")
  if (!device) return t("sessions.someDevice")
  const { browser, system } = device
  return t("sessions.device", { browser: t(`browser.${browser}`), system: t(`system.${system}`) })
}

const EndOne = async ({ session, end }: { session: string; end: FormAction }) => (
  <Form action={end}>
    <input type="hidden" name="session" value={session} />
    <Button kind="link">{(await translator("security"))("sessions.end")}</Button>
  </Form>
)

/** Where somebody is signed in now, with a way to end each sign-in and all others at once. */
export const SessionList = async ({ sessions, most, end }: Props) => {
  const [t, locale] = [await translator("security"), await currentLocale()]
  return (
    <Section id="sessions" title={t("sessions.title")}>
      <p>{t("sessions.lead", { most })}</p>
      <SummaryList
        rows={sessions.map(({ id, device, here, createdAt, seenAt }) => ({
          id,
          key: <Device device={device} />,
          value: here ? t("sessions.here") : <When at={seenAt} locale={locale} as="time" />,
          note: (
            <>
              {t("sessions.opened")}: <When at={createdAt} locale={locale} as="time" />
            </>
          ),
          action: here ? undefined : <EndOne session={id} end={end} />,
        }))}
      />
      {sessions.length > 1 && (
        <Form action={end}>
          <Button kind="secondary">{t("sessions.endOthers")}</Button>
        </Form>
      )}
      <p>{t("sessions.unknown")}</p>
    </Section>
  )
}
