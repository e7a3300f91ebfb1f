import type { Metadata } from "next"
import { ledgerKeys } from "@/app/_server/ledger"
import { currentLocale, translator } from "@/app/_server/locale"
import { PageTitle, Prose, Section } from "@/app/_ui/text"
import { bundleTexts, compareTexts, verdictTexts } from "@/messages/verdict"
import { CheckFile } from "./check-file"
import { Compare } from "./compare"
import styles from "./verify.module.css"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("verify"))("title"),
})

const KEY = "NAME+ID+KEY"

/** How the same file is checked without this page, and with which key. */
const Offline = async ({ keys }: { keys: readonly string[] }) => {
  const t = await translator("verify")
  return (
    <>
      <Section id="key" title={t("key.title")} aside={<a href="/ledger/key">{t("key.address")}</a>}>
        <Prose>
          <p>{keys.length > 0 ? t("key.about") : t("key.none")}</p>
        </Prose>
        {keys.map((key) => (
          <code key={key} className={styles.code}>
            {key}
          </code>
        ))}
      </Section>
      <Section id="offline" title={t("offline.title")}>
        <Prose>
          <p>{t("offline.about")}</p>
          <p>
            <a href="/check-receipt.py" download>
              {t("offline.script")}
            </a>{" "}
            {t("offline.run")}
          </p>
        </Prose>
        <code className={styles.code}>python3 check-receipt.py FILE --key {keys[0] ?? KEY}</code>
        <p>{t("offline.ukuk")}</p>
        <code className={styles.code}>npm run ukuk -- receipt verify FILE --key {keys[0] ?? KEY}</code>
      </Section>
    </>
  )
}

/** Two checkpoints of which somebody wants to know whether the ledger only grew between them. */
const Checkpoints = async ({ keys }: { keys: readonly string[] }) => {
  const [t, locale] = [await translator("verify"), await currentLocale()]
  const words = {
    ...{ first: t("compare.first"), firstHint: t("compare.firstHint") },
    ...{ second: t("compare.second"), secondHint: t("compare.secondHint") },
    ...{ file: t("compare.file"), file2: t("compare.file2"), submit: t("compare.submit") },
    ...{ working: t("compare.working"), away: t("compare.away") },
  }
  return (
    <Section id="compare" title={t("compare.title")}>
      <Prose>
        <p>{t("compare.lead")}</p>
      </Prose>
      <Compare keys={keys} texts={compareTexts(locale)} heads={verdictTexts(locale)} words={words}>
        <p className="unscripted">{t("compare.noScript", { address: "/ledger/consistency/M/N" })}</p>
        <code className={styles.code}>
          npm run ukuk -- receipt compare FILE FILE --proof FILE --key {keys[0] ?? KEY}
        </code>
      </Compare>
    </Section>
  )
}

const VerifyPage = async () => {
  const [t, locale, keys] = [await translator("verify"), await currentLocale(), await ledgerKeys()]
  return (
    <>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      <CheckFile
        keys={keys}
        texts={verdictTexts(locale)}
        bundle={bundleTexts(locale)}
        label={t("choose")}
        hint={t("hint")}
        checking={t("checking")}
        tooLarge={t("tooLarge")}
      >
        <p className="unscripted">{t("noScript")}</p>
      </CheckFile>
      <Checkpoints keys={keys} />
      <Offline keys={keys} />
    </>
  )
}

export default VerifyPage
