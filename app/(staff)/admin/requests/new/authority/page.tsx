import type { Metadata } from "next"
import { z } from "zod"
import { SecrecyFields } from "@/app/_records/secrecy-fields"
import { translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Button } from "@/app/_ui/button"
import { Radios } from "@/app/_ui/choices"
import { Form } from "@/app/_ui/form"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { dayIn } from "@/lib/deadlines/day"
import { localeNames, locales } from "@/lib/format/locale"
import { shortId } from "@/lib/oversight/short-id"
import { may } from "@/lib/permissions"
import { inForce as inForceNow } from "@/lib/policy/editions"
import { offeredRight } from "@/lib/policy/lookup"
import { registerAuthorityAction } from "./actions"
import { Asked, Document } from "./fields"

const HERE = "/admin/requests/new/authority"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("authority"))("new.title"),
})

type Props = { searchParams: Promise<{ person?: string | string[] }> }

const AuthorityPage = async ({ searchParams }: Props) => {
  const { actor } = await signedStaff()
  if (!may(actor, "request.register")) missing()
  const { person: named } = await searchParams
  const person = z.uuid().safeParse(named).data
  const shown = await asStaff(async (ctx) => {
    const inForce = await inForceNow(ctx.db)
    return { inForce, today: dayIn(ctx.now, inForce.policy.organisation.timezone) }
  })
  if (!offeredRight(shown.inForce.policy, "authority_request", "authority")) missing()
  const [t, register, people] = [
    await translator("authority"),
    await translator("register"),
    await translator("people"),
  ]
  return (
    <>
      <BackLink href={person ? `/admin/requests/new?person=${person}` : "/admin/requests/new"}>
        {register("title")}
      </BackLink>
      <PageTitle
        caption={person ? people("person.title", { id: shortId(person) }) : t("new.unknown")}
        lead={t("new.lead")}
      >
        {t("new.title")}
      </PageTitle>
      <Form action={registerAuthorityAction} permalink={person ? `${HERE}?person=${person}` : HERE}>
        {person && <input type="hidden" name="person" value={person} />}
        <Document {...shown} />
        <Asked {...shown} isKnown={person !== undefined} />
        <SecrecyFields inForce={shown.inForce} />
        <Radios
          name="language"
          label={register("language")}
          options={locales.map((code) => ({ value: code, label: localeNames[code] }))}
          defaultValue="ru"
        />
        <Button>{register("submit")}</Button>
      </Form>
    </>
  )
}

export default AuthorityPage
