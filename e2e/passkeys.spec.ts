import { randomInt } from "node:crypto"
import type { CDPSession } from "@playwright/test"
import { Secret, TOTP } from "otpauth"
import { portalUrl } from "./deployment"
import type { Person } from "./person"
import { expect, PASSWORD, signIn, test } from "./test"

type Device = { session: CDPSession; authenticatorId: string }

/** A device with a finger reader, in the browser of that person. */
async function device({ page }: Person): Promise<Device> {
  const session = await page.context().newCDPSession(page)
  await session.send("WebAuthn.enable")
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return { session, authenticatorId }
}

const seen = ({ session, authenticatorId }: Device, isUserVerified: boolean) =>
  session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified })

const leave = async (person: Person, home: string) => {
  await person.open(home)
  await person.press("shell.signOut")
}

test("a borrower adds a passkey after the password, signs in with it alone, and nobody with what was overheard", async ({
  person,
  other,
  signUpAs,
}) => {
  await signUpAs("repaid")
  const phone = await device(person)
  await person.open("/cabinet/account")
  await person.goTo("/cabinet/account/passkeys")
  await person.sees("security.passkey.none")
  await person.type("security.passkey.name", "Үйдөгү планшет")
  await person.type("security.password.current", "not the password")
  await person.press("security.passkey.add")
  await person.isRefused("errors.wrong_password")
  await expect(person.field("security.passkey.name")).toHaveValue("Үйдөгү планшет")
  await seen(phone, false)
  await person.type("security.password.current", PASSWORD)
  await person.press("security.passkey.add")
  await person.isRefused("security.passkey.stopped.make")
  await seen(phone, true)
  await person.type("security.password.current", PASSWORD)
  await person.press("security.passkey.add")
  await person.sees("security.done.passkey_added")
  await expect(person.main.getByText("Үйдөгү планшет")).toBeVisible()

  await leave(person, "/cabinet/account")
  await person.open("/sign-in")
  await seen(phone, false)
  await person.press("sign-in.passkey")
  await person.isRefused("security.passkey.stopped.use")
  await seen(phone, true)
  const sending = person.page.waitForRequest((request) =>
    Boolean(request.postData()?.includes("authenticatorData")),
  )
  await person.press("sign-in.passkey")
  await person.seesTitle("cabinet.title")
  await person.open("/cabinet/data/reveal?back=/cabinet/data/pin")
  await seen(phone, false)
  await person.press("data.reveal.passkey")
  await person.isRefused("security.passkey.stopped.use")
  await seen(phone, true)
  await person.press("data.reveal.passkey")
  await expect(person.page).toHaveURL(`${portalUrl()}/cabinet/data/pin`)

  // The very same bytes from another browser, and once more from this one after signing out.
  const request = await sending
  const headers = Object.fromEntries(
    Object.entries(await request.allHeaders()).filter(([name]) => !/^(:|cookie|content-length)/.test(name)),
  )
  const again = (at: Person) =>
    at.page.context().request.post(request.url(), { headers, data: request.postDataBuffer() ?? "" })
  await leave(person, "/cabinet/account")
  for (const who of [other, person]) {
    expect(await (await again(who)).text()).toContain(who.say("errors.passkey_refused"))
    await who.open("/cabinet")
    await who.seesTitle("sign-in.title")
  }
  await device(other)
  await other.press("sign-in.passkey")
  await other.isRefused("security.passkey.stopped.use")
})

test("a colleague sets up a passkey, keeps recovery codes before any page, and loses no last second factor before there is another", async ({
  administrator,
  other,
}) => {
  const email = `passkey-${randomInt(1e9)}@demo.example`
  await administrator.open("/admin/staff")
  await administrator.type("staff.invite.email", email)
  await administrator.type("staff.list.name", "Demo colleague")
  await administrator.type("staff.account.unit", "Demo")
  await administrator.main.locator('input[name="role"][value="auditor"]').check()
  await administrator.press("staff.invite.submit")
  const link = /\/invitation\?token=[\w-]+/
  await expect(administrator.main).toContainText(link)
  const [address = ""] = link.exec(await administrator.main.innerText()) ?? []

  const laptop = await device(other)
  await other.open(address)
  await other.follow("invitation.passkey.instead")
  await other.type("invitation.password", "кыска")
  await other.type("security.passkey.name", "Laptop")
  await other.press("invitation.passkey.submit")
  await other.isRefused("errors.password_short", { min: 12 })
  await other.type("invitation.password", "он эки тоо!!")
  await other.press("invitation.passkey.submit")
  await other.seesTitle("sign-in.title")
  await other.press("sign-in.passkey")
  await other.isRefused("errors.passkey_staff")

  await signIn(other, email, "он эки тоо!!")
  await other.seesTitle("security.passkey.secondTitle")
  await expect(other.field("sign-in.code.code")).toHaveCount(0)
  await seen(laptop, false)
  await other.press("security.passkey.second")
  await other.isRefused("security.passkey.stopped.use")
  await seen(laptop, true)
  await other.press("security.passkey.second")
  await other.seesTitle("security.recovery.title")
  await other.open("/admin")
  await other.seesTitle("sign-in.title")
  await other.open("/sign-in/kept")
  await other.press("security.recovery.make")
  const shown = /[2-9a-z]{4}(?:-[2-9a-z]{4}){3}/g
  await expect(other.main).toContainText(shown)
  const [code = ""] = (await other.main.innerText()).match(shown) ?? []
  await other.type("security.recovery.kept", "2222-2222-2222-2222")
  await other.press("security.recovery.goOn")
  await other.isRefused("errors.wrong_code")
  await other.type("security.recovery.kept", code)
  await other.press("security.recovery.goOn")
  await expect(other.page).toHaveURL(`${portalUrl()}/admin`)

  await other.open("/admin/account/passkeys")
  await other.main
    .getByRole("link", { name: other.say("security.passkey.removeNamed", { name: "Laptop" }) })
    .click()
  await other.type("security.password.current", "он эки тоо!!")
  await other.press("security.passkey.remove")
  await other.isRefused("errors.last_factor")

  await other.open("/admin/account")
  await other.goTo("/admin/account/codes")
  const [key = ""] = /\b(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}\b/.exec(await other.main.innerText()) ?? []
  const codes = new TOTP({ secret: Secret.fromBase32(key.replaceAll(" ", "")) })
  await other.type("invitation.code", "000000")
  await other.type("security.password.current", "он эки тоо!!")
  await other.press("security.codes.submit")
  await other.isRefused("errors.wrong_code")
  await other.type("invitation.code", codes.generate())
  await other.type("security.password.current", "он эки тоо!!")
  await other.press("security.codes.submit")
  await other.sees("security.done.codes")
  await other.open("/admin/account/passkeys")
  await other.main
    .getByRole("link", { name: other.say("security.passkey.removeNamed", { name: "Laptop" }) })
    .click()
  await other.type("security.password.current", "он эки тоо!!")
  await other.press("security.passkey.remove")
  await other.sees("security.done.passkey_removed")
})
