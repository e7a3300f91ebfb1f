import { existsSync, readdirSync } from "node:fs"
import path from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { policyCommand } from "@/bin/commands/policy"
import { asSigned } from "@/lib/context"
import { Invalid } from "@/lib/errors"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { runSelfService } from "@/lib/fulfilment/run-self-service"
import { signIn } from "@/lib/people/sign-in"
import { beginSignUp, finishSignUp, sendSignUpCode } from "@/lib/people/sign-up"
import { countRecords } from "@/lib/records/count"
import { readCategory } from "@/lib/records/read-category"
import { openReading } from "@/lib/records/reading"
import { liftRestriction, prepareLift, readyToLift } from "@/lib/requests/lift-restriction"
import { prospectFor } from "@/lib/requests/prepare"
import { EVERYTHING, prepareRestriction } from "@/lib/requests/prepare-choice"
import { readyToSign, signRequest } from "@/lib/requests/sign"
import type { Connector } from "@/lib/sources/connector"
import { isManual, knownBy, PORTAL } from "@/lib/sources/map-schema"
import { relational } from "@/lib/sources/relational.fixture"
import { checkSchema } from "@/lib/sources/schema-check"
import { answerAll } from "@/lib/tasks/archive.fixture"
import { type FolderDeployment, folderDeployment } from "@/lib/testing/folder-deployment.fixture"

const HERE = { agent: "a browser", address: "192.0.2.1" }
const PASSWORD = "жайкы күн, ак булут"

const folders = readdirSync("policies")
  .map((name) => path.join("policies", name))
  .filter((dir) => existsSync(path.join(dir, "policy.yaml")))

test("every organisation is found by its folder", () => {
  expect(folders.length).toBeGreaterThanOrEqual(5)
})

describe.each(folders)("%s", (dir) => {
  let here: FolderDeployment
  beforeAll(async () => {
    here = await folderDeployment(dir)
  })
  afterAll(() => here?.close())

  const sources = (): readonly Connector[] => here.house.sourcesOf(here.inForce).all()
  /** Those who are somebody's in their own right; who is in what people keep is found in one of these. */
  const systems = () => sources().filter(({ byHand }) => !byHand)
  const everybody = () => [
    ...here.people.accounts.map(({ signIn: phone }) => ({ phone, pin: null })),
    ...here.people.newcomers,
  ]
  const eachAccount = async <T>(
    work: (person: Awaited<ReturnType<FolderDeployment["person"]>>) => Promise<T>,
  ) => {
    const done: T[] = []
    for (const { signIn: phone } of here.people.accounts) done.push(await work(await here.person(phone)))
    return done
  }

  /** Begins a sign-up as the page does, runs its job, and says what went out: the template, the code, or null. */
  async function signUp(contact: string, pin: string | null) {
    await here.owner.query("delete from rate_limits")
    const id = await beginSignUp(here.house, { pin, contact, locale: "ky" }, HERE)
    await sendSignUpCode(here.house, here.house.sourcesOf(here.inForce), id)
    const { rows } = await here.owner.query<{ id: string; template: string; parameters: Buffer }>(
      "select id, template, parameters from outbox where key_owner = $1",
      [id],
    )
    const [sent] = rows
    if (!sent) return { id, sent: null, code: "" }
    const owner = { id, purpose: "data" } as const
    const opened = await here.house.vault.open(owner, `outbox.parameters|${sent.id}`, sent.parameters)
    const { code = "" }: { code?: string } = JSON.parse(opened.toString())
    return { id, sent: sent.template, code }
  }

  test("is sound, and its data map fits its source with exactly the connector's rights", async () => {
    const lines: string[] = []
    expect(await policyCommand(["check", dir, "--json"], (line) => lines.push(line))).toBe(0)
    // Warnings of the calendar come and go with the year.
    expect(JSON.parse(lines.join())).toMatchObject({
      sound: true,
      checked: [{ dir, policy: here.folder.policy.code, hash: here.folder.hash, faults: [] }],
    })
    for (const [name, map] of Object.entries(here.dataMap.sources)) {
      if (isManual(map)) continue
      const source = relational(map)
      const url = here.house.configuration.connections[source.connection] ?? ""
      expect(await checkSchema(name, source, url)).toEqual([])
      const owner = here.sources.get(source.connection)
      const [table = ""] = Object.values(source.entries).map((entry) => entry.table)
      await owner?.query(`grant truncate on ${table} to ukuk_connector`)
      expect((await checkSchema(name, source, url)).map(({ reason }) => reason)).toEqual([
        expect.stringContaining(`revoke truncate on ${table} from it`),
      ])
      await owner?.query(`revoke truncate on ${table} from ukuk_connector`)
    }
  })

  test("has everybody it shows on file, once; who has an account signs in with it, and with nothing else", async () => {
    expect(everybody().length).toBeGreaterThanOrEqual(4)
    for (const { phone } of everybody()) {
      const found = await Promise.all(systems().map((source) => source.find("phone", phone)))
      expect(found.flat(), phone).toHaveLength(1)
    }
    for (const { signIn: login, password } of here.people.accounts) {
      expect(await signIn(here.house, { login, password }, HERE)).toMatchObject({ kind: "subject" })
      await expect(signIn(here.house, { login, password: PASSWORD }, HERE)).rejects.toThrow(Invalid)
    }
    for (const { phone } of here.people.newcomers)
      await expect(signIn(here.house, { login: phone, password: PASSWORD }, HERE)).rejects.toThrow(Invalid)
  })

  test("shows each of them what it holds, every category to the last item, and the portal's own data beside it", async () => {
    const { portal, notHeld = {} } = here.dataMap
    await eachAccount(async (person) => {
      const reading = await openReading(here.house, person, person.actor.subjectId)
      const counted = await countRecords(reading)
      expect(counted.silent).toEqual([])
      expect(counted.notHeld.map(({ category }) => category.code)).toEqual(Object.keys(notHeld))
      const held = counted.groups.flatMap(({ categories }) => categories)
      expect(held.length + counted.empty.length + counted.notHeld.length).toBe(
        here.folder.policy.categories.length,
      )
      const from = new Set<string>()
      for (const { category, items } of held) {
        const { total, records } = await readCategory(reading, category.code)
        expect([category.code, total]).toEqual([category.code, items])
        for (const { source } of records) from.add(source.en)
      }
      const titles = Object.values(here.dataMap.sources).map(({ title }) => title.en)
      expect([...from].sort()).toEqual([...titles, portal.title.en].sort())
      for (const kind of ["phone", "language", "opened_at", "signed_in_at"] as const) {
        const { category = "", field } = portal.holds[kind] ?? {}
        const { records } = await readCategory(reading, category)
        const own = records.flatMap(({ items }) => items.filter(({ source }) => source === PORTAL))
        expect(own.map((item) => item.field)).toContain(field)
      }
    })
  })

  test("lets in whoever is on file, and nobody else: by PIN and contact, by the contact alone where no PIN is known", async () => {
    const asksPin = knownBy(here.dataMap).has("pin")
    const stranger = asksPin ? "21501199999999" : null
    expect((await signUp("+996555987654", stranger)).sent).toBeNull()
    for (const { signIn: phone } of here.people.accounts) {
      const pin = asksPin ? await pinOf(phone) : null
      expect((await signUp(phone, pin)).sent, phone).toBe("already_registered")
      if (asksPin) expect((await signUp(phone, stranger)).sent).toBeNull()
    }
    for (const { phone, pin } of here.people.newcomers) {
      expect(pin !== null).toBe(asksPin)
      const { id, sent, code } = await signUp(phone, pin)
      expect(sent).toBe("sign_up_code")
      await finishSignUp(here.house, { signUp: id, code, password: PASSWORD, locale: "ky" })
      expect(await signIn(here.house, { login: phone, password: PASSWORD }, HERE)).toBeTruthy()
      const person = await here.person(phone)
      const reading = await openReading(here.house, person, person.actor.subjectId)
      expect((await countRecords(reading)).total).toBeGreaterThan(0)
    }
  })

  async function pinOf(phone: string): Promise<string | null> {
    for (const source of sources())
      for (const key of await source.find("phone", phone)) {
        const pin = (await source.identify(key)).find(({ kind }) => kind === "pin")
        if (pin) return pin.value
      }
    return null
  }

  test("can plan to erase everything and to stop every purpose, each line decided by facts, none left to nobody", async () => {
    const { categories, purposes } = here.folder.policy
    const everything = { right: "erasure" as const, categories: categories.map(({ code }) => code) }
    const all = purposes.map(({ code, operations }) => ({
      purpose: code,
      operations: operations.map((operation) => operation.code),
    }))
    await eachAccount(async (person) => {
      for (const scope of [everything, { right: "withdrawal" as const, purposes: all }]) {
        const { plan } = await prospectFor(here.house, person, scope)
        expect(plan.operations.length).toBeGreaterThan(0)
        expect(plan.gaps).toEqual([])
        expect(plan.operations.filter(({ sure }) => !sure)).toEqual([])
        // What is not done now says on what ground, and until when.
        const waiting = plan.operations.filter(({ phase }) => phase !== "now")
        expect(waiting.filter(({ ground }) => !ground)).toEqual([])
        if (scope.right === "withdrawal") {
          const told = plan.operations.flatMap((line) =>
            line.operations.map((operation) => `${line.purpose}/${operation}`),
          )
          expect(new Set(told)).toEqual(
            new Set(
              all.flatMap(({ purpose, operations }) =>
                operations.map((operation) => `${purpose}/${operation}`),
              ),
            ),
          )
        }
      }
    })
  })

  test("restricts a category from receipt by its own letter, certifies it, and lifts it", async () => {
    const right = here.inForce.policy.rights.find(({ code }) => code === "restriction")
    expect(right?.atOnce).toBe("restrict")
    const [account] = here.people.accounts
    if (!account) throw new Error("the demo has nobody who signs in")
    const signed = await here.person(account.signIn)
    const { password } = account
    const intent = await prepareRestriction(here.house, signed, [EVERYTHING])
    const ready = await readyToSign(here.house, signed, { intent, password })
    const part = await asSigned(here.house, signed, intent, (ctx) => signRequest(ctx, ready))
    await runSelfService(here.house, part.id)
    const carryOut = async () => {
      await fulfilPart(here.house, part.id)
      if ((await answerAll(here)) > 0) await fulfilPart(here.house, part.id)
    }
    await carryOut()
    const restricted = async () => {
      const { plan } = await prospectFor(here.house, signed, {
        right: "restriction",
        categories: here.inForce.policy.categories.map(({ code }) => code),
      })
      expect(plan.gaps).toEqual([])
      return plan.operations.filter(({ beforeHash, planned }) => beforeHash === planned?.afterHash).length
    }
    const all = await restricted()
    expect(all).toBeGreaterThanOrEqual(here.inForce.policy.categories.length)
    const lift = await prepareLift(here.house, signed, part.id)
    const agreed = await readyToLift(here.house, signed, { intent: lift, password })
    await asSigned(here.house, signed, lift, (ctx) => liftRestriction(ctx, agreed))
    await carryOut()
    expect(await restricted()).toBe(0)
    const { rows } = await here.owner.query("select status from request_parts where id = $1", [part.id])
    expect(rows).toEqual([{ status: "fulfilled" }])
  })
})
