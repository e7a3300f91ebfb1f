import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Signed, SubjectActor } from "@/lib/context"
import { addDays, dayIn } from "@/lib/deadlines/day"
import { actFor, powerOfAttorney, register } from "@/lib/mandates/mandate.fixture"
import { openMessage } from "@/lib/notices/send"
import { acceptAccountInvitation, readAccountInvitation } from "@/lib/people/account-invitations"
import { addFound, addUnknown, seekPerson } from "@/lib/people/add-person"
import { giveAccess } from "@/lib/people/give-access"
import { whoIs } from "@/lib/people/sessions"
import { signIn } from "@/lib/people/sign-in"
import { may } from "@/lib/permissions"
import { prepareRegistration } from "@/lib/requests/prepare-registration"
import { registerRequest } from "@/lib/requests/register"
import type { Entered } from "@/lib/requests/registration-entered"
import { as } from "@/lib/testing/cases"
import { fieldsOf } from "@/lib/testing/faults.fixture"
import { type FolderDeployment, folderDeployment } from "@/lib/testing/folder-deployment.fixture"
import type { OpenDeployment } from "@/lib/testing/open-deployment"
import { noDay, typedAs } from "@/lib/testing/typed.fixture"

const HERE = { agent: "test", address: "test" }
const PASSWORD = "жети ат жалгыз жолдо"

let srs: FolderDeployment
let om: FolderDeployment

beforeAll(async () => {
  srs = await folderDeployment("policies/srs-eservices")
  om = await folderDeployment("policies/om")
})
afterAll(() => Promise.all([srs?.close(), om?.close()]))

/** The token of the newest invitation, as it stands in the message that was sent. */
async function invited({ house, owner }: OpenDeployment): Promise<string> {
  const { rows } = await owner.query(
    `select id, subject_id as "subjectId", key_owner as "keyOwner", template, language, channel, parameters, recipient,
       message_id as "messageId" from outbox where template = 'account_invitation' order by created_at desc limit 1`,
  )
  const delivery = { smtpUrl: null, smsUrl: null, appUrl: "http://localhost", demo: true, organisation: "" }
  const { text } = await openMessage(house, delivery, rows[0])
  return /token=([\w-]+)/.exec(text)?.[1] ?? ""
}

async function signedInAs(here: OpenDeployment, login: string): Promise<Signed<SubjectActor>> {
  const { token } = await signIn(here.house, { login, password: PASSWORD }, HERE)
  const answer = await whoIs(here.house, token)
  if (answer.is !== "actor") throw new Error(answer.is)
  return answer.signed as Signed<SubjectActor>
}

const accept = (here: OpenDeployment, token: string, password = PASSWORD) =>
  acceptAccountInvitation(here.house, { token, password, locale: "ky" })

const entered = (subject: string, other: Partial<Entered>): Entered => ({
  ...{ subject, right: "question", channel: "visit", language: "ky", choice: [], evidence: null },
  ...{ words: "Суроо бар", received: { ...typedAs(dayIn(new Date(), "Asia/Bishkek")), time: "00:00" } },
  ...other,
})

describe("somebody acting for a legal entity", () => {
  it("is invited by a link used once, and staff register what they ask, while their authority holds", async () => {
    const person = await srs.person("+996555400002")
    const subject = person.actor.subjectId
    const company = { kind: "legal_entity", entityName: "ОсОО Мисал", entityNumber: "01234567890123" }
    await expect(
      register(srs, powerOfAttorney(subject, "0777 000 111", { ...company, entityNumber: "12" })),
    ).rejects.toMatchObject({ fields: { entityNumber: { code: "tax_number_shape" } } })
    const other = (await srs.person("+996555400001")).actor.subjectId
    const second = await register(srs, powerOfAttorney(other, "0777 000 111"))
    const spare = await invited(srs)
    const id = await register(srs, powerOfAttorney(subject, "0777 000 111", company))
    const token = await invited(srs)
    expect(await readAccountInvitation(srs.house, token)).toEqual({ kind: "phone", value: "+996777000111" })
    await expect(accept(srs, token, "short")).rejects.toMatchObject({
      fields: { password: { code: "password_short" } },
    })
    await accept(srs, token)
    // One link serves for everybody they may act for, and none a second time.
    await expect(accept(srs, token)).rejects.toThrow("not_found")
    await expect(accept(srs, spare)).rejects.toThrow("not_found")
    await expect(readAccountInvitation(srs.house, `${token}x`)).rejects.toThrow("not_found")

    // Nobody's account: signed in, it acts on nothing until it says for whom.
    const { token: session } = await signIn(srs.house, { login: "+996777000111", password: PASSWORD }, HERE)
    expect(await whoIs(srs.house, session)).toMatchObject({ is: "holder", holder: { over: null } })
    expect((await actFor(srs, { token: session }, second)).actor.subjectId).toBe(other)
    const acting = await actFor(srs, { token: session }, id)
    expect(acting.actor).toMatchObject({
      subjectId: subject,
      mandate: { kind: "legal_entity", rights: null },
    })

    const refused = async (other: Partial<Entered>) =>
      fieldsOf(prepareRegistration(srs.house, await srs.staff("officer"), entered(subject, other)))
    expect(await refused({ asker: "somebody" })).toEqual({ asker: { code: "choose_one" } })
    expect(await refused({ asker: id, right: "existence" })).toEqual({
      asker: { code: "right_not_in_scope" },
    })
    const today = dayIn(new Date(), "Asia/Bishkek")
    const ahead = await register(
      srs,
      powerOfAttorney(subject, "0777 000 112", { ...company, starts: typedAs(addDays(today, 3)) }),
    )
    expect(await refused({ asker: ahead })).toMatchObject({ asker: { code: "authority_ahead" } })
    await srs.owner.query("update mandates set ends_on = starts_on where id = $1", [id])
    expect(await refused({ asker: id })).toEqual({
      asker: { code: "authority_over", values: { date: "01.02.2026" } },
    })
    await srs.owner.query("update mandates set ends_on = null where id = $1", [id])
    const officer = await srs.staff("officer")
    const ready = await prepareRegistration(srs.house, officer, entered(subject, { asker: id }))
    const part = await as(srs, officer, (ctx) => registerRequest(ctx, ready))
    const { rows } = await srs.owner.query("select asked_by, mandate_id from requests where id = $1", [
      part.requestId,
    ])
    expect(rows).toEqual([{ asked_by: "legal_entity", mandate_id: id }])
    expect(JSON.stringify(ready.letter)).toContain("ОсОО Мисал")
  })
})

describe("a guardian", () => {
  it("acts for a child until the day before the child comes of age, and not for a grown-up", async () => {
    const child = (await om.person("+996555300001")).actor.subjectId
    const guardian = { kind: "guardian", proof: "birth_certificate" }
    const asked = (birth: ReturnType<typeof typedAs>) =>
      powerOfAttorney(child, "+996555300002", { ...guardian, birth })
    await expect(register(om, asked(noDay))).rejects.toMatchObject({
      fields: { birth: { code: "required" } },
    })
    await expect(register(om, asked(typedAs("2000-05-05")))).rejects.toMatchObject({
      fields: { birth: { code: "of_age", values: { age: 18 } } },
    })
    const id = await register(om, asked(typedAs("2014-02-28")))
    const { rows } = await om.owner.query("select ends_on::text from mandates where id = $1", [id])
    expect(rows).toEqual([{ ends_on: "2032-02-27" }])
    const acting = await actFor(om, await om.person("+996555300002"), id)
    expect(acting.actor.subjectId).toBe(child)
  })
})

describe("somebody unknown to the portal", () => {
  it("is found in the systems or entered by their document, and asks whether anything is held", async () => {
    const seek = (sought: Parameters<typeof seekPerson>[2]) => seekPerson(om.house, desk, sought)
    const desk = await om.staff("officer")
    await expect(seek({ by: "pin", value: "12", reason: "" })).rejects.toMatchObject({
      fields: { value: { code: "pin_shape" }, reason: { code: "reason_short", values: { min: 10 } } },
    })
    await expect(
      seekPerson(om.house, await om.staff("auditor"), { by: "pin", value: "1", reason: "a reason" }),
    ).rejects.toThrow("forbidden")
    const known = await om.person("+996555300003")
    const { rows } = await om.owner.query(
      "select 1 from source_identities where subject_id = $1 and source <> '*'",
      [known.actor.subjectId],
    )
    expect(rows.length).toBeGreaterThan(0)
    const nobody = await seek({ by: "customer", value: "999999999", reason: "came to the desk" })
    expect(nobody).toBeNull()
    expect(await as(om, desk, (ctx) => addFound(ctx, nobody))).toBeNull()
    await expect(
      as(om, desk, (ctx) =>
        addUnknown(ctx, { name: "", contact: "x", pin: "1", reason: "came to the desk" }),
      ),
    ).rejects.toMatchObject({
      fields: { name: { code: "required" }, contact: { code: "contact_shape" }, pin: { code: "pin_shape" } },
    })
    const id = await as(om, desk, (ctx) =>
      addUnknown(ctx, {
        name: "Белгисиз Бейтааныш",
        contact: "0700 111 222",
        pin: "",
        reason: "came to the desk",
      }),
    )
    const ready = await prepareRegistration(om.house, desk, entered(id, { right: "existence" }))
    expect(ready.name).toBe("Белгисиз Бейтааныш")
    expect((await as(om, desk, (ctx) => registerRequest(ctx, ready))).status).toBe("received")
  })
})

describe("somebody who lost their number", () => {
  it("gets a new way in at the desk; the old one and its sessions end, and the old contact is told", async () => {
    const before = await srs.person("+996555400004")
    const subject = before.actor.subjectId
    const officer = await srs.staff("officer")
    const give = (contact: string, reach: string) => () =>
      as(srs, officer, (ctx) =>
        giveAccess(ctx, {
          subject,
          document: "ID",
          documentNumber: "AN0000001",
          contact,
          reach,
          language: "ky",
        }),
      )
    await expect(give("+996555400001", "full")()).rejects.toMatchObject({
      fields: { contact: { code: "contact_taken" } },
    })
    await expect(give("0777 000 333", "")()).rejects.toMatchObject({
      fields: { reach: { code: "choose_one" } },
    })
    await give("0777 000 333", "rights_only")()
    expect((await srs.owner.query("select 1 from outbox where template = 'contact_changed'")).rowCount).toBe(
      1,
    )
    expect(await whoIs(srs.house, before.token)).toMatchObject({ is: "actor" })
    await accept(srs, await invited(srs))
    expect(await whoIs(srs.house, before.token)).toEqual({ is: "none", over: "password" })
    await expect(
      signIn(srs.house, { login: "+996555400004", password: "demo-user-4" }, HERE),
    ).rejects.toThrow()
    const after = await signedInAs(srs, "+996777000333")
    expect(after.actor).toMatchObject({ subjectId: subject, reach: "rights_only" })
    expect(
      ["data.read", "rectification.submit", "erasure.sign", "request.answer"].map((each) =>
        may(after.actor, each as "data.read"),
      ),
    ).toEqual([false, false, true, true])
    await give("0777 000 333", "full")()
    await accept(srs, await invited(srs))
    expect((await signedInAs(srs, "+996777000333")).actor.reach).toBe("full")
  })
})
