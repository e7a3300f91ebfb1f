import { lender, messageTo, portal } from "./deployment"
import { approve, decide } from "./desk"
import type { Person } from "./person"
import { sent } from "./sending"
import { sweep } from "./sweep"
import { expect, PASSWORD, test } from "./test"

const rowsOf = async (table: string, id: string) => {
  const [row] = await lender<{ n: number }>(
    `select count(*)::int as n from ${table} where customer_id = $1`,
    [id],
  )
  return row?.n
}

const customerRow = async (id: string) => {
  const [row] = await lender(
    "select last_name, pin, mobile_phone, email, processing_restricted_scope from core.customers where customer_id = $1",
    [id],
  )
  return row
}

/** Asks for everything to be erased; on the page before signing `beforeSigning` looks at the plan. */
async function askForErasure(person: Person, beforeSigning: () => Promise<void>): Promise<string> {
  await person.open("/cabinet/requests/new/erasure")
  await person.main.locator('input[value="all"]').check()
  await person.press("request.continue")
  await person.seesTitle("request.sign.title")
  await beforeSigning()
  await person.type("request.sign.password", PASSWORD)
  await person.pressTwice("request.sign.send")
  return sent(person)
}

test.describe("erasing after the loan is repaid", () => {
  test.setTimeout(180_000)

  test("repaid long ago: nothing is left at the lender, and a certificate says so @nojs", async ({
    person,
    officer,
    approver,
    signUpAs,
  }) => {
    const { id, lastName, pin } = await signUpAs("repaidLongAgo")
    const number = await askForErasure(person, () => person.sees("request.plan.erase.will"))
    expect((await customerRow(id))?.last_name).toBe(lastName)
    await decide(officer, number, "propose")
    await approve(approver, number)
    await person.waitsFor(`/cabinet/requests/${number}`, "requests.next.deferred")
    await person.sees("request.plan.erase.done")

    expect(await rowsOf("core.contact_persons", id)).toBe(0)
    expect(await rowsOf("core.loan_applications", id)).toBe(0)
    const row = await customerRow(id)
    expect(row).toMatchObject({ last_name: "erased", pin: null, mobile_phone: null, email: null })
    await person.follow("request.letters.kind.certificate")
    await expect(person.main.getByRole("article")).toBeVisible()
    await person.open("/cabinet/data")
    await expect(person.main).not.toContainText(pin)
    await person.open("/cabinet/requests")
    await expect(person.main.locator('a[href^="/cabinet/requests/2"]')).toHaveCount(1)
  })

  test("repaid lately: what the law keeps stays, restricted, with its ground and end", async ({
    person,
    officer,
    approver,
    signUpAs,
  }) => {
    const { id, lastName } = await signUpAs("repaid")
    const number = await askForErasure(person, async () => {
      await person.sees("request.plan.erase.will")
      await person.sees("request.plan.keep.title")
    })
    await decide(officer, number, "propose")
    await approve(approver, number)
    await person.waitsFor(`/cabinet/requests/${number}`, "request.plan.erase.done")
    await person.sees("request.plan.keep.title")
    expect(await rowsOf("core.contact_persons", id)).toBe(0)
    const row = await customerRow(id)
    expect(row?.last_name).toBe(lastName)
    expect(row?.processing_restricted_scope).toContain("name")
  })

  test("asked in a session somebody stole: the link in the notice takes it back without signing in @nojs", async ({
    person,
    officer,
    approver,
    other,
    signUpAs,
    javaScriptEnabled,
  }) => {
    const since = new Date()
    const { id, lastName, phone } = await signUpAs("repaidLongAgo")
    const number = await askForErasure(person, () => person.sees("request.plan.erase.will"))
    const [, link = ""] = /(\/take-back\/\S+)/.exec(await messageTo(phone, since, "/take-back/")) ?? []
    // The days that the demo does not wait.
    await portal(
      "update request_parts set not_before = now() + interval '3 days' where request_id = (select id from requests where number = $1)",
      [number],
    )
    await decide(officer, number, "propose")
    await approve(approver, number)
    await person.open(`/cabinet/requests/${number}`)
    await person.sees("request.wait.about")

    await other.open(`${link.slice(0, -6)}AAAAAA`)
    await other.sees("take-back.unknown")
    // What looks for barriers is itself a script.
    if (javaScriptEnabled !== false) await sweep(other, [link])
    await other.open(link)
    await other.press("take-back.submit")
    await other.sees("take-back.done")
    await other.open(link)
    await other.sees("take-back.after")
    await person.open(`/cabinet/requests/${number}`)
    await person.sees("requests.next.cancelled")
    expect((await customerRow(id))?.last_name).toBe(lastName)
  })
})
