import { currentLocale, looseTranslator, translator } from "@/app/_server/locale"
import { Details } from "@/app/_ui/details"
import { Spoken, When } from "@/app/_ui/text"
import type { MyRequestPage } from "@/lib/requests/my-request"
import styles from "./request.module.css"

/** The letters of a request, to be read, saved and checked. */
export const Letters = async ({ request }: { request: MyRequestPage }) => {
  const [t, loose, locale] = [
    await translator("request"),
    await looseTranslator("request"),
    await currentLocale(),
  ]
  return (
    <ul className={styles.letters}>
      {request.letters.map(({ id, kind, direction, registration, hash, at }) => {
        const title =
          direction === "in" && kind !== "authority_request"
            ? t("letters.mine")
            : (loose(`letters.kind.${kind}`) ?? t("letters.one"))
        const which = `${title}, № ${registration}`
        return (
          <li key={id}>
            <h3>
              <a href={`/cabinet/requests/${request.number}/letters/${id}`}>{title}</a>
            </h3>
            <p className={styles.by}>
              № {registration}, <When at={at} locale={locale} as="time" />
            </p>
            <p className={styles.ways}>
              <a href={`/api/letters/${id}/pdf`}>
                {t("letters.pdf")} <Spoken>: {which}</Spoken>
              </a>
              <a href={`/api/letters/${id}/text`}>
                {t("letters.text")} <Spoken>: {which}</Spoken>
              </a>
            </p>
            <Details summary={t("letters.digest")}>
              <p>{t("letters.hash")}</p>
              <p className={styles.hash}>{hash}</p>
            </Details>
          </li>
        )
      })}
    </ul>
  )
}
