import { demoAccounts } from "./people"
import { expect, signIn, test } from "./test"

const staff = demoAccounts.find(({ who }) => who === "auditor") ?? { signIn: "", password: "" }

test("staff have recovery codes made, shown once, and sign in with one when their device is lost", async ({
  auditor,
  other,
}) => {
  await auditor.open("/admin/account")
  await auditor.goTo("/admin/account/recovery")
  await auditor.type("security.password.current", "not the password")
  await auditor.press("security.recovery.make")
  await auditor.isRefused("errors.wrong_password")
  await auditor.type("security.password.current", staff.password)
  await auditor.press("security.recovery.make")
  const shown = /[2-9a-z]{4}(?:-[2-9a-z]{4}){3}/g
  await expect(auditor.main).toContainText(shown)
  const codes = (await auditor.main.innerText()).match(shown) ?? []
  expect(codes).toHaveLength(10)
  await auditor.open("/admin/account/recovery")
  await expect(auditor.main).not.toContainText(codes[0] ?? "?")
  await auditor.sees("security.recovery.left", { left: 10 })

  await signIn(other, staff.signIn, staff.password)
  await other.unfold("security.recovery.lost")
  await other.type("security.recovery.code", "2222-2222-2222-2222")
  await other.press("security.recovery.enter")
  await other.isRefused("errors.wrong_code")
  await other.type("security.recovery.code", codes[0] ?? "")
  await other.press("security.recovery.enter")
  await other.seesTitle("staff.account.title")
})

test("once a network is listed, staff elsewhere are out at once and do not get in", async ({
  administrator,
  officer,
}) => {
  await administrator.open("/admin/staff")
  await administrator.goTo("/admin/staff/networks")
  await administrator.sees("security.networks.none")
  await administrator.type("security.networks.name", "Bishkek")
  await administrator.type("security.networks.network", "203.0.113.0/24")
  await administrator.press("security.networks.submit")
  await administrator.isRefused("errors.network_without_you")
  await administrator.type("security.networks.network", "10.0.0.0/8")
  await administrator.press("security.networks.submit")
  await administrator.sees("security.done.network")
  try {
    await officer.open("/admin/account")
    await officer.seesTitle("staff.account.title")
    await officer.page.context().setExtraHTTPHeaders({ "x-forwarded-for": "10.1.1.1, 198.51.100.4" })
    await officer.open("/admin/account")
    await officer.sees("security.over.network")
  } finally {
    await administrator.press("security.networks.remove")
    await administrator.sees("security.done.network_gone")
  }
})
