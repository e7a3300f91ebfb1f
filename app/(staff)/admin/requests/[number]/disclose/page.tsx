import type { Metadata } from "next"
import { orNotFound } from "@/app/_records/or-not-found"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Checkboxes, Radios, Select } from "@/app/_ui/choices"
import { TextArea } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { may } from "@/lib/permissions"
import { category, citationText } from "@/lib/policy/lookup"
import { type Authority, authorityGrounds, authorityOf } from "@/lib/requests/authority"
import { type CasePart, findCase, partToShow } from "@/lib/requests/case"
import { viewCase } from "@/lib/requests/case-file"
import { MOST_VALUES } from "@/lib/requests/disclose"
import { refuseGroundsFor } from "@/lib/requests/grounds"
import { proposeDisclosureAction } from "./actions"

type Props = { params: Promise<{ number: string }>; searchParams: Promise<{ part?: string }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("authority"))("give.title"),
})

const Given = async ({
  part,
  asked,
  authority,
}: {
  part: CasePart
  asked: string[]
  authority: Authority
}) => {
  const [t, locale] = [await translator("authority"), await currentLocale()]
  const { policy, profile } = part.inForce
  return (
    <>
      <Checkboxes
        name="give"
        label={t("give.what")}
        hint={t("give.whatHint", { most: String(MOST_VALUES) })}
        options={asked.map((code) => ({ value: code, label: category(policy, code).title[locale] }))}
        defaultValues={asked}
      />
      <Radios
        name="ground"
        label={t("new.ground")}
        options={authorityGrounds(policy).map(({ code, title, clause }) => ({
          value: code,
          label: title[locale],
          hint: citationText(profile, { clause }, locale),
        }))}
        defaultValue={authority.ground}
      />
      <TextArea name="purpose" label={t("give.purpose")} hint={t("give.purposeHint")} rows={3} />
    </>
  )
}

/** Why what is not ticked stays here: a coded ground and its words, or nothing is left out. */
const Withheld = async ({ part }: { part: CasePart }) => {
  const [t, form, locale] = [await translator("authority"), await translator("case"), await currentLocale()]
  const grounds = refuseGroundsFor(part.inForce, part.right)
  return (
    <>
      <Select
        name="withheldGround"
        label={t("give.withheldGround")}
        hint={t("give.withheldHint")}
        optional
        options={[
          { value: "", label: form("form.choose") },
          ...grounds.map(({ code, title }) => ({ value: code, label: title[locale] })),
        ]}
      />
      <TextArea name="withheldReason" label={t("give.withheldReason")} rows={3} optional />
    </>
  )
}

const DisclosePage = async ({ params, searchParams }: Props) => {
  const [{ number }, { part: wanted }] = [await params, await searchParams]
  const { actor } = await signedStaff()
  if (!may(actor, "request.propose")) missing()
  const { found, part, authority } = await orNotFound(
    asStaff(async (ctx) => {
      const found = await findCase(ctx, decodeURIComponent(number))
      await viewCase(ctx, found)
      const part = partToShow(found, wanted)
      return { found, part, authority: await authorityOf(ctx, part) }
    }),
  )
  if (part.scope.right !== "authority_request") missing()
  const [t, form] = [await translator("authority"), await translator("case")]
  const live = part.status === "working"
  return (
    <>
      <BackLink href={`/admin/requests/${found.number}?part=${part.id}`}>
        {form("title", { number: found.number })}
      </BackLink>
      <PageTitle caption={`${authority.body}, № ${authority.number}`} lead={t("give.lead")}>
        {t("give.title")}
      </PageTitle>
      {!live && <Banner>{form("form.notNow")}</Banner>}
      {live && (
        <Form
          action={proposeDisclosureAction}
          permalink={`/admin/requests/${found.number}/disclose?part=${part.id}`}
        >
          <input type="hidden" name="part" value={part.id} />
          <input type="hidden" name="version" value={part.version} />
          <Given part={part} asked={part.scope.about} authority={authority} />
          <Withheld part={part} />
          <p>{t("give.next")}</p>
          <Button>{t("give.submit")}</Button>
        </Form>
      )}
    </>
  )
}

export default DisclosePage
