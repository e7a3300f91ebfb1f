import { randomUUID } from "node:crypto"
import { readConfiguration } from "@/lib/configuration"
import { asSigned, type Signed, type StaffActor } from "@/lib/context"
import { type OpenHouse, openHouse } from "@/lib/house"
import { recordView } from "@/lib/oversight/record-view"
import { whoIs } from "@/lib/people/sessions"
import { inForce } from "@/lib/policy/editions"
import { alternate, type Measurement, timed } from "./measurement"
import { type Portal, signIn, startPortal } from "./portal"

const ROUNDS = 9
const PAGES = 30
const WARM_UP = 60
const PHONE = "+996555000001"

/**
 * Opening a staff page of a person over HTTP, to the last byte, with the view written first by the verb of its form, against
 * the same page under a view that was written before.
 */
export async function views(): Promise<Measurement> {
  const portal = await startPortal(process.env.UKUK_TEST_PG ?? "", PHONE)
  const { value, faults } = readConfiguration(portal.deployment.env)
  if (!value) throw new Error(faults.join("\n"))
  const house = openHouse(value, { size: 2 })
  try {
    const { token, cookie } = await signIn(portal.deployment, "officer@demo.example", "staff")
    const answer = await whoIs(house, token)
    if (answer.is !== "actor") throw new Error("the officer is not signed in")
    const officer = answer.signed as Signed<StaffActor>
    const { policy } = await asSigned(house, officer, randomUUID(), (ctx) => inForce(ctx.db))
    const seen = { subjectId: portal.subject, categories: policy.categories.map(({ code }) => code) }
    const writing = () => written(house, officer, seen)
    const before = await writing()
    const per = async (view: () => Promise<string>, times = PAGES) =>
      (await timed(async () => {
        for (let n = 0; n < times; n++) await open(portal, cookie, await view())
      })) / times
    const standing = async () => before
    for (const view of [writing, standing]) await per(view, WARM_UP)
    return await alternate(
      ROUNDS,
      "ms per page",
      () => per(writing),
      () => per(standing),
    )
  } finally {
    await house.close()
    await portal.stop()
  }
}

const asked = { requestNumber: null, reason: "she called about her loan" }

const written = (
  house: OpenHouse,
  officer: Signed<StaffActor>,
  view: { subjectId: string; categories: readonly string[] },
): Promise<string> => asSigned(house, officer, randomUUID(), (ctx) => recordView(ctx, { ...view, ...asked }))

async function open({ url, subject }: Portal, cookie: string, view: string): Promise<void> {
  const page = await fetch(`${url}/admin/people/${subject}?view=${view}`, { headers: { cookie } })
  const body = await page.text()
  if (page.status !== 200 || !body.includes(`/admin/people/${subject}/pin?view=${view}`))
    throw new Error("the page did not open")
}
