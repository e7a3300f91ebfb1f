import { currentLocale, translator } from "@/app/_server/locale"
import { Button, ButtonLink } from "@/app/_ui/button"
import { Details } from "@/app/_ui/details"
import { Form } from "@/app/_ui/form"
import { StatusTag, type Tone } from "@/app/_ui/status-tag"
import { SummaryList } from "@/app/_ui/summary-list"
import { Spoken } from "@/app/_ui/text"
import type { PurposeConsent } from "@/lib/consents/my-consents"
import type { ConsentEvent } from "@/lib/consents/state"
import { formatDate } from "@/lib/format/date"
import { operationsIn } from "@/lib/letters/phrases"
import type { InForce } from "@/lib/policy/editions"
import { basis, citationsText } from "@/lib/policy/lookup"
import { groupBy } from "@/lib/sources/group"
import { giveAction, stopAction } from "./actions"
import { ConsentWords } from "./consent-words"
import styles from "./consents.module.css"
import { howGiven, underEdition } from "./given"

const tones: Record<PurposeConsent["state"], Tone> = {
  given: "done",
  partly: "partly",
  ended: "paused",
  refused: "quiet",
  none: "quiet",
}

const Facts = async ({ inForce, consent }: { inForce: InForce; consent: PurposeConsent }) => {
  const [t, locale] = [await translator("consents"), await currentLocale()]
  const { purpose, operations } = consent
  const among = (name: "given" | "unrecorded" | "stopped") => {
    const codes = operations
      .filter(
        ({ event }) =>
          (event === null ? "unrecorded" : event.event === "given" ? "given" : "stopped") === name,
      )
      .map(({ operation }) => operation.code)
    return codes.length > 0 ? [{ key: t(`row.${name}`), value: operationsIn(codes, locale) }] : []
  }
  return (
    <SummaryList
      rows={[
        ...among("given"),
        ...among("unrecorded"),
        ...among("stopped"),
        {
          key: t("row.basis"),
          value: basis(inForce.profile, purpose.basis).title[locale],
          note: citationsText(inForce.profile, purpose.cites, locale),
        },
      ]}
    />
  )
}

const History = async ({ events }: { events: readonly ConsentEvent[] }) => {
  const [t, locale] = [await translator("consents"), await currentLocale()]
  if (events.length === 0) return null
  const acts = groupBy(events, ({ event, at, method }) => `${event}|${at.toISOString()}|${method}`)
  return (
    <>
      <h4>{t("history")}</h4>
      <ul className={styles.events}>
        {[...acts].map(([key, [first, ...others]]) => (
          <li key={key}>
            {first && `${formatDate(first.at, locale)}: ${t(`event.${first.event}`)} – `}
            {first &&
              operationsIn(
                [first, ...others].map(({ operation }) => operation as "use"),
                locale,
              )}{" "}
            {first && (
              <a href={`/cabinet/consents/receipts/${first.id}`}>
                {t("receiptOf.link")}{" "}
                <Spoken>
                  {t(`event.${first.event}`)}, {formatDate(first.at, locale)}
                </Spoken>
              </a>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

/** The way back, one button as the way out was; what it means stands above it. */
const GiveAgain = async ({ inForce, consent }: { inForce: InForce; consent: PurposeConsent }) => {
  const [t, locale] = [await translator("consents"), await currentLocale()]
  const { purpose, operations } = consent
  return (
    <Form action={giveAction}>
      <input type="hidden" name="purpose" value={purpose.code} />
      <input type="hidden" name="edition" value={inForce.edition.id} />
      <p>{t("giveAgain")}</p>
      <ConsentWords
        inForce={inForce}
        purpose={purpose}
        operations={operations.map(({ operation }) => operation.code)}
      />
      <Button kind="secondary">
        {t("give")} <Spoken>: {purpose.title[locale]}</Spoken>
      </Button>
    </Form>
  )
}

const Act = async ({ inForce, consent }: { inForce: InForce; consent: PurposeConsent }) => {
  const [t, locale] = [await translator("consents"), await currentLocale()]
  const { purpose, stop, state, underWay } = consent
  const title = purpose.title[locale]
  if (underWay) {
    return (
      <p>
        {t("underWay")} <a href={`/cabinet/requests/${underWay}`}>{t("request", { number: underWay })}</a>
      </p>
    )
  }
  if (state === "ended" || state === "refused") return <GiveAgain inForce={inForce} consent={consent} />
  if (!stop) {
    return (
      <ButtonLink kind="secondary" href={`/cabinet/requests/new/withdrawal?purpose=${purpose.code}`}>
        {t("withdraw")} <Spoken>: {title}</Spoken>
      </ButtonLink>
    )
  }
  return (
    <Form action={stopAction}>
      <input type="hidden" name="purpose" value={purpose.code} />
      <Button>
        {t("stop")} <Spoken>: {title}</Spoken>
      </Button>
    </Form>
  )
}

/** One purpose: what is done for it, on which basis, how consent came about, what is left of it, and the way to end it. */
export const PurposeConsentView = async ({
  inForce,
  consent,
}: {
  inForce: InForce
  consent: PurposeConsent
}) => {
  const [t, locale] = [await translator("consents"), await currentLocale()]
  const { purpose, state, given, ended, stop, history } = consent
  const over =
    ended &&
    t(`ended.${ended.event === "expired" ? "expired" : "withdrawn"}`, { date: formatDate(ended.at, locale) })
  return (
    <section id={purpose.code} className={styles.purpose}>
      <div className={styles.head}>
        <h3>{purpose.title[locale]}</h3>
        <StatusTag tone={tones[state]}>{t(`state.${state}`)}</StatusTag>
      </div>
      <p>{purpose.description[locale]}</p>
      {stop && given?.method === "deemed" && state !== "ended" && <p>{t("deemedOnly")}</p>}
      <p>
        {await howGiven(inForce, given, locale)}
        {given && `. ${await underEdition(given)}`}.{over && ` ${over}.`}
      </p>
      <Details summary={t("more")}>
        <Facts inForce={inForce} consent={consent} />
        <History events={history} />
        {history.length > 0 && (
          <p>
            <a href={`/api/consents/records/${purpose.code}`}>
              {t("receiptOf.record")} <Spoken>: {purpose.title[locale]}</Spoken>
            </a>
          </p>
        )}
      </Details>
      <Act inForce={inForce} consent={consent} />
    </section>
  )
}
