import { drizzle } from "drizzle-orm/node-postgres"
import { afterAll, beforeAll, expect, it } from "vitest"
import { askAgain, openQuestions } from "@/lib/consents/ask-again"
import { expireConsents } from "@/lib/consents/expire-consents"
import { followConsents } from "@/lib/consents/follow-consents"
import { answerAsked, giveConsent } from "@/lib/consents/give-consent"
import { importConsents } from "@/lib/consents/import-consents"
import { myConsents } from "@/lib/consents/my-consents"
import { stopConsent } from "@/lib/consents/stop-consent"
import { Conflict, Invalid, NotAllowedNow, NotFound } from "@/lib/errors"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { runSelfService } from "@/lib/fulfilment/run-self-service"
import { publishPolicy } from "@/lib/policy/publish-folder"
import { readPolicy } from "@/lib/policy/read"
import type { Policy, Purpose } from "@/lib/policy/schema"
import { prepareStop } from "@/lib/requests/prepare-stop"
import { readDataMap } from "@/lib/sources/read-map"
import { as, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

/** A further edition of `somo`, in force at once. */
async function publish(change: (policy: Policy) => Policy) {
  const folder = await readPolicy("policies/somo")
  const { dataMap } = await readDataMap("policies/somo", folder.policy)
  if (!dataMap) throw new Error("the data map of the folder is sound")
  await publishPolicy(drizzle(here.owner), { ...folder, policy: change(folder.policy) }, dataMap, {
    reason: "The test needs another edition",
  })
}

const copyOf = (purpose: Purpose | undefined, code: string): Purpose => {
  if (!purpose) throw new Error("the policy has the purpose")
  return { ...purpose, code }
}

/** Adds a purpose, an operation to another, and to whom data goes for a third. */
const grown = (policy: Policy): Policy => ({
  ...policy,
  purposes: [
    ...policy.purposes.map((purpose) => {
      const [first] = purpose.operations
      return purpose.code === "marketing_third" && first
        ? { ...purpose, operations: [...purpose.operations, { ...first, code: "cross_border" as const }] }
        : purpose
    }),
    copyOf(
      policy.purposes.find(({ code }) => code === "marketing_own"),
      "partner_news",
    ),
  ],
  categories: policy.categories.map((category) =>
    category.code === "ip_address"
      ? { ...category, recipients: [...category.recipients, "reviewer"] }
      : category,
  ),
})

const eventsOf = async (subject: string, purpose: string) =>
  (
    await here.owner.query<{ said: string }>(
      "select event || ' ' || operation as said from consent_events where subject_id = $1 and purpose = $2 and event <> 'invalid' order by at, operation",
      [subject, purpose],
    )
  ).rows.map(({ said }) => said)

it("what an edition adds is asked of whoever agreed before, and of nobody else; no answer is none", async () => {
  const [one, two, stranger] = [await here.borrower(1), await here.borrower(2), await here.borrower(3)]
  await importConsents(here.house, one.actor.subjectId)
  await importConsents(here.house, two.actor.subjectId)
  expect((await as(here, one, openQuestions)).questions).toEqual([])
  await publish(grown)
  const asked = await as(here, one, askAgain)
  expect(
    asked.questions.map(({ purpose, added }) => [
      purpose.code,
      ...added.map((one) => Object.values(one).join()),
    ]),
  ).toEqual([
    ["identification", "transfer,recipient"],
    ["marketing_third", "cross_border,operation"],
    ["partner_news", "collect,purpose", "use,purpose", "store,purpose"],
  ])
  await as(here, one, askAgain)
  const { subjectId } = one.actor
  expect(await eventsOf(subjectId, "partner_news")).toEqual(["asked collect", "asked store", "asked use"])
  expect((await as(here, stranger, askAgain)).questions).toEqual([])
  // Asked, and silent: nothing changes, and the question stays open.
  const { purposes } = await as(here, one, myConsents)
  expect(purposes.find(({ purpose }) => purpose.code === "partner_news")?.state).toBe("none")
  expect(purposes.find(({ purpose }) => purpose.code === "identification")?.state).toBe("given")
  expect((await as(here, one, openQuestions)).questions).toHaveLength(3)
})

it("yes is a consent under the new edition; no leaves what was agreed as it was; each counts once", async () => {
  const one = await here.borrower(1)
  const { subjectId } = one.actor
  const { inForce } = await as(here, one, openQuestions)
  const edition = inForce.edition.id
  const answer = (answers: Record<string, "yes" | "no">, under = edition) =>
    as(here, one, (ctx) => answerAsked(ctx, { edition: under, answers }))
  await expect(answer({})).rejects.toBeInstanceOf(Invalid)
  await expect(answer({ contract: "yes" })).rejects.toBeInstanceOf(Conflict)
  await expect(answer({ partner_news: "yes" }, crypto.randomUUID())).rejects.toMatchObject({
    code: "edition_changed",
  })
  expect(await answer({ identification: "no", partner_news: "yes" })).toEqual({ given: 1, refused: 1 })
  expect((await as(here, one, openQuestions)).questions.map(({ purpose }) => purpose.code)).toEqual([
    "marketing_third",
  ])
  await expect(answer({ identification: "yes" })).rejects.toBeInstanceOf(Conflict)
  const { purposes } = await as(here, one, myConsents)
  const stateOf = (code: string) => purposes.find(({ purpose }) => purpose.code === code)?.state
  expect([stateOf("identification"), stateOf("partner_news")]).toEqual(["given", "given"])
  expect(await eventsOf(subjectId, "partner_news")).toContain("given use")
  const { rows } = await here.owner.query(
    "select distinct text_hash is not null as words, e.number, method from consent_events c join policy_editions e on e.id = edition_id where subject_id = $1 and event in ('given', 'refused') and method = 'ticked'",
    [subjectId],
  )
  expect(rows).toEqual([{ words: true, number: 2, method: "ticked" }])
})

it("consent is given again by one button: a new event, which the sources follow, and which the old fact does not end", async () => {
  const two = await here.borrower(2)
  const { subjectId } = two.actor
  const allowed = async () =>
    (
      await here.lender.query<{ allowed: boolean }>(
        "select distinct allowed from core.processing_flags where purpose = 'marketing_own' and customer_id = (select customer_id from core.customers where mobile_phone = '+996555000002')",
      )
    ).rows.map((row) => row.allowed)
  const ready = await prepareStop(here.house, two, "marketing_own")
  const part = await as(here, two, (ctx) => stopConsent(ctx, { ...ready, purpose: "marketing_own" }))
  const give = (purpose: string) =>
    as(here, two, async (ctx) =>
      giveConsent(ctx, { purpose, edition: (await openQuestions(ctx)).inForce.edition.id }),
    )
  await expect(give("marketing_own")).rejects.toMatchObject({ code: "withdrawal_open" })
  await expect(give("no_such")).rejects.toBeInstanceOf(NotFound)
  await runSelfService(here.house, part.id)
  await fulfilPart(here.house, part.id)
  expect(await allowed()).toEqual([false])
  await give("marketing_own")
  await give("marketing_own")
  expect((await eventsOf(subjectId, "marketing_own")).slice(-3)).toEqual([
    "given collect",
    "given store",
    "given use",
  ])
  await followConsents(here.house, subjectId)
  await followConsents(here.house, subjectId)
  expect(await allowed()).toEqual([true])
  // The loan was repaid before: consent given since then was not given until that day.
  await expireConsents(here.house, subjectId)
  expect((await eventsOf(subjectId, "marketing_own")).at(-1)).toBe("given use")
  await signLetter(here, 2, {
    right: "withdrawal",
    purposes: [{ purpose: "collection", operations: ["use", "transfer"] }],
  })
  await expect(give("collection")).rejects.toBeInstanceOf(NotAllowedNow)
})
