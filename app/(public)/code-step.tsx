import type { ReactNode } from "react"
import { flowCookie } from "@/app/_server/cookies"
import { translator } from "@/app/_server/locale"
import { ButtonLink } from "@/app/_ui/button"
import { PageTitle, Prose, Section } from "@/app/_ui/text"

type Flow = "sign-up" | "contact" | "recover"

const Expired = async ({ flow }: { flow: Flow }) => {
  const t = await translator(flow)
  return (
    <>
      <PageTitle lead={t("code.expired")}>{t("title")}</PageTitle>
      <ButtonLink href={`/${flow}`}>{t("code.start")}</ButtonLink>
    </>
  )
}

const NoCode = async ({ flow }: { flow: Flow }) => {
  const t = await translator(flow)
  return (
    <Section id="none" title={t("code.none.title")}>
      <Prose>
        <ul>
          <li>{t("code.none.wait")}</li>
          <li>
            <a href={`/${flow}`}>{t("code.none.again")}</a>
          </li>
          <li>{t("code.none.other")}</li>
        </ul>
      </Prose>
    </Section>
  )
}

/** The step of a way in that takes the code sent: its form, and what to do when no code came or the time is over. */
export const CodeStep = async ({ flow, children }: { flow: Flow; children: ReactNode }) => {
  if (!(await flowCookie(flow))) return <Expired flow={flow} />
  const t = await translator(flow)
  return (
    <>
      <PageTitle lead={t("code.lead")}>{t("code.title")}</PageTitle>
      {children}
      <NoCode flow={flow} />
    </>
  )
}
