import { drizzle } from "drizzle-orm/node-postgres"
import { afterAll, beforeAll, expect, it } from "vitest"
import { inForce } from "@/lib/policy/editions"
import { publicEdition } from "@/lib/policy/public-edition"
import { publishedEditions } from "@/lib/policy/published"
import { as, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment
beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

const DAY = 24 * 60 * 60 * 1000
const db = () => drizzle(here.owner)
const ask = () => signLetter(here, 1, { right: "erasure", categories: ["contact_persons"] })
const editionOf = async (part: { id: string }) =>
  (
    await here.owner.query<{ number: number }>(
      "select number from policy_editions e join request_parts p on p.edition_id = e.id where p.id = $1",
      [part.id],
    )
  ).rows[0]?.number

/** The next edition, in force from that instant on. */
async function announce(effectiveAt: Date): Promise<void> {
  await here.owner.query(
    `insert into policy_editions (policy, number, document, hash, effective_at)
     select policy, number + 1, jsonb_set(document, '{name,en}', '"The next policy"'), sha256('next'), $1
     from policy_editions order by number desc limit 1`,
    [effectiveAt],
  )
}

const states = async () =>
  (await as(here, await here.staff("auditor"), publishedEditions)).editions
    .filter(({ kind }) => kind === "policy")
    .map(({ number, state }) => `${number} ${state}`)

it("an edition effective tomorrow is not used today, and is used tomorrow by requests opened then", async () => {
  const first = await ask()
  await announce(new Date(Date.now() + DAY))
  expect((await inForce(db())).edition.number).toBe(1)
  expect(await states()).toEqual(["2 announced", "1 in_force"])
  const today = await publicEdition(db())
  expect(today).toMatchObject({ number: 1, state: "in_force", before: null })
  expect(today?.endsAt?.getTime()).toBeGreaterThan(Date.now())
  expect(await publicEdition(db(), 2)).toMatchObject({
    number: 2,
    state: "announced",
    endsAt: null,
    policy: { name: { en: "The next policy" } },
  })
  expect(await publicEdition(db(), 3)).toBeNull()

  await here.owner.query(
    "update policy_editions set effective_at = now() - interval '1 second' where number = 2",
  )
  expect((await inForce(db())).policy.name.en).toBe("The next policy")
  expect(await states()).toEqual(["2 in_force", "1 ended"])
  const later = await signLetter(here, 2, { right: "erasure", categories: ["contact_persons"] })
  expect([await editionOf(first), await editionOf(later)]).toEqual([1, 2])
  const { rows } = await here.owner.query(
    "select guard.policy_in_force() = id as held from policy_editions order by number",
  )
  expect(rows).toEqual([{ held: false }, { held: true }])
})
