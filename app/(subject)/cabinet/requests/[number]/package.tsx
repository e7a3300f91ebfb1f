import { currentLocale, translator } from "@/app/_server/locale"
import { asSubject, signedSubject } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { ButtonLink } from "@/app/_ui/button"
import { Section } from "@/app/_ui/text"
import { type MyPackage, myPackage } from "@/lib/copies/my-package"
import { silentIn } from "@/lib/copies/silent"
import { formatDate } from "@/lib/format/date"
import { hasProved } from "@/lib/records/reading"
import { sizeIn } from "@/lib/records/words"
import type { MyPart } from "@/lib/requests/my-request"
import { isReading } from "@/lib/requests/scope"
import { runsAlone } from "@/lib/requests/self-service"
import { sourceTitle } from "@/lib/sources/map-schema"
import styles from "./request.module.css"

type Props = { part: MyPart; number: string }

const Ready = async ({ id, number, found }: { id: string; number: string; found: MyPackage["package"] }) => {
  const [t, locale] = [await translator("copies"), await currentLocale()]
  if (!found) return null
  const { summary, size, hash, expiresAt } = found
  const proved = hasProved((await signedSubject()).actor, new Date())
  const href = proved ? `/api/packages/${id}` : `/cabinet/data/reveal?back=/cabinet/requests/${number}`
  return (
    <>
      <p>{t("package.inside", { n: summary.items, categories: summary.categories.length })}</p>
      <p>{t("package.ready", { size: sizeIn(size, locale), date: formatDate(expiresAt, locale) })}</p>
      <ButtonLink href={href}>{t(proved ? "package.open" : "package.prove")}</ButtonLink>
      <p className={styles.hash}>{t("package.hash", { hash: hash.toString("hex") })}</p>
    </>
  )
}

/** What became of a request for what is held: in the making, waiting for a source, ready to save, or over. */
export const Package = async ({ part: { id, scope, inForce }, number }: Props) => {
  if (!isReading(scope)) return null
  const { status, stallCause, package: found, heldUntil } = await asSubject((ctx) => myPackage(ctx, id))
  const [t, locale] = [await translator("copies"), await currentLocale()]
  const silent = status === "stalled" ? silentIn(stallCause) : []
  const isMaking = status === "fulfilling" || (status === "received" && runsAlone(inForce, scope))
  const service = inForce.policy.rights
    .flatMap(({ services = [] }) => services)
    .find(({ code }) => code === scope.service)
  const sources = silent.map((name) => sourceTitle(inForce.dataMap, name)?.[locale] ?? name).join(", ")
  return (
    <Section id={`package-${id}`} title={t("package.title")}>
      {service && <p>{t("package.to", { service: service.title[locale] })}</p>}
      {silent.length > 0 && (
        <Banner>
          <p>{t("package.silent", { sources })}</p>
        </Banner>
      )}
      {heldUntil && (isMaking || found) && (
        <Banner>
          <p>{t("package.held", { date: formatDate(heldUntil, locale) })}</p>
        </Banner>
      )}
      {isMaking && !heldUntil && <p>{t("package.making")}</p>}
      {!heldUntil && <Ready id={id} number={number} found={found} />}
      {status === "fulfilled" && !found && (
        <p>
          {t("package.gone")} <a href={`/cabinet/requests/new/${scope.right}`}>{t("package.again")}</a>
        </p>
      )}
    </Section>
  )
}
