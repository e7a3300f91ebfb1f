import { spawnSync } from "node:child_process"
import { home, portal, portalUrl } from "../deployment"
import { actRules } from "../matrix/act-rules"
import { actsOf, answerTo, sendTo } from "../matrix/acts"
import { type Answer, answerAt } from "../matrix/answers"
import { everybody, type Who } from "../matrix/people"
import { addressOf, type Objects } from "../matrix/places"
import { type Outcome, rules } from "../matrix/rules"
import type { Stage } from "../matrix/stage"
import { routesOf } from "../routes"
import { expect, test } from "../test"

let stage: Stage

/** Whom rows are kept from: not the owner, nor whoever has no session, or one that says nothing by itself. */
const keptOut = everybody.filter(
  (who) => !["owner", "stranger", "shut out", "attorney over", "attorney revoked"].includes(who),
)
const isStranger = (who: Who) => who === "other" || who === "contact person"
/** Who of the staff have nothing of a person on any page. */
const isBlind = (who: Who) => who === "steward" || who === "administrator" || who === "outsider"

test.describe("who may have what", () => {
  test.setTimeout(400_000)

  test.beforeAll(() => {
    const env = { ...process.env, UKUK_E2E_URL: portalUrl(), UKUK_E2E_HOME: home() }
    const staged = spawnSync(process.execPath, ["bin/run.js", "e2e/matrix/stage.ts"], {
      ...{ encoding: "utf8", env },
    })
    if (staged.status !== 0) throw new Error(staged.stderr)
    stage = JSON.parse(staged.stdout.trim().split("\n").at(-1) ?? "") as Stage
  })

  const answers = async (
    address: string,
    objects: Objects | null,
    whom: readonly Who[] = everybody,
  ): Promise<Record<Who, Answer>> => {
    const at = addressOf(address, objects)
    const all = await Promise.all(
      whom.map(async (who) => [who, await answerAt(at, stage.cookies[who])] as const),
    )
    return Object.fromEntries(all) as Record<Who, Answer>
  }

  /** What is wrong with an answer about the owner's thing, beside that about nothing. */
  const faultsOf = (
    who: Who,
    expected: Outcome,
    { outcome, exactly, body }: Answer,
    missing?: Answer,
  ): string[] => {
    const faults = outcome === expected ? [] : [`${outcome}, not ${expected}`]
    if (["opens", "request", "person"].includes(expected)) return faults
    if (missing && missing.exactly !== exactly) faults.push("what is there looks otherwise than what is not")
    // Whoever acts for the owner is told for whom.
    const secrets = who.startsWith("attorney") ? stage.secrets : [...stage.secrets, stage.name]
    if (secrets.some((secret) => body.includes(secret))) faults.push("tells something of the owner's")
    return faults
  }

  /** What an answer that opens holds of the owner, for somebody who has nothing to do with them. */
  const told = (who: Who, { outcome, body }: Answer): string[] => {
    // Elsewhere the address itself is in the page.
    if (outcome !== "opens") return []
    const { number = "", letter = "", receipt = "" } = stage.own
    const person = Object.fromEntries(
      [stage.name, ...stage.secrets].map((value, n) => [`secret ${n}`, value]),
    )
    const kept: Record<string, string> = isStranger(who)
      ? { number, letter, receipt, ...person }
      : isBlind(who)
        ? person
        : {}
    return Object.entries(kept).flatMap(([what, value]) => (body.includes(value) ? [what] : []))
  }

  test("every address has a rule", () => {
    expect(Object.keys(rules).sort()).toEqual(routesOf().sort())
  })

  test("every address answers everybody by its rule; what is another's as what is not there, to the byte", async () => {
    const faults: string[] = []
    for (const [address, rule] of Object.entries(rules)) {
      const owners = await answers(address, rule.about === "nothing staged" ? null : stage.own)
      const missing = rule.about === "person" ? await answers(address, null) : null
      for (const who of everybody)
        faults.push(
          ...faultsOf(who, rule.expected[who], owners[who], missing?.[who]).map(
            (fault) => `${address} for ${who}: ${fault}`,
          ),
        )
    }
    expect(faults).toEqual([])
  })

  test("with row-level security off the permissions alone give everybody the same", async () => {
    const walled = await portal<{ name: string }>(
      "select oid::regclass::text as name from pg_class where relnamespace = 'public'::regnamespace and relrowsecurity",
    )
    const policies = (what: "disable" | "enable") =>
      portal(walled.map(({ name }) => `alter table ${name} ${what} row level security`).join(";"))
    expect(walled.length).toBeGreaterThan(70)
    const faults: string[] = []
    await policies("disable")
    try {
      for (const [address, rule] of Object.entries(rules)) {
        // What is the same for everybody is nobody's.
        if (new Set(Object.values(rule.expected)).size === 1) continue
        const found = await answers(address, rule.about === "nothing staged" ? null : stage.own, keptOut)
        for (const who of keptOut)
          faults.push(
            ...faultsOf(who, rule.expected[who], found[who]).map(
              (fault) => `${address} for ${who}: ${fault}`,
            ),
            ...told(who, found[who]).map((what) => `${address} tells ${who} ${what} of the owner`),
          )
      }
    } finally {
      await policies("enable")
    }
    expect(faults).toEqual([])
  })

  test("every form's action, sent to by its id, lets through whom it is for, and nobody else", async () => {
    const acts = actsOf()
    expect(acts.map(({ name }) => name).sort()).toEqual([...actRules.keys()].sort())
    const faults: string[] = []
    for (const act of acts) {
      const found = await Promise.all(everybody.map((who) => answerTo(act, stage.cookies[who])))
      for (const [n, who] of everybody.entries()) {
        const expected = actRules.get(act.name)?.[who]
        if (found[n] !== expected) faults.push(`${act.name} for ${who}: ${found[n]}, not ${expected}`)
      }
    }
    expect(faults).toEqual([])
  })

  test("whatever columns a form names, an act writes what its own fields say, of its own person", async () => {
    const columns = await portal<{ name: string; kind: string }>(
      "select distinct column_name as name, data_type as kind from information_schema.columns where table_schema = 'public'",
    )
    const forged = columns.map(({ name, kind }): [string, string] => {
      if (name === "role") return [name, "administrator"]
      return [name, kind === "uuid" ? stage.other : kind === "boolean" ? "true" : "2030-01-01"]
    })
    const rowsOf = (table: string, but = "", where = "true") =>
      portal(`select to_jsonb(t) - '${but}' as row from ${table} t where ${where} order by 1`)
    const others = `request_id in (select id from requests where subject_id = '${stage.other}')`
    const state = () =>
      Promise.all([
        ...[rowsOf("accounts", "locale"), rowsOf("staff"), rowsOf("requests")],
        ...[rowsOf("request_parts", "fact_checked_at"), rowsOf("messages", "", others)],
      ])
    const before = await state()
    const part = stage.own.part ?? ""
    const acts = [
      ["owner", "cabinet/requests/[number]#answer", { part, body: "Дагы бир сөз" }],
      ["owner", "cabinet/account#changeLocale", { locale: "ru" }],
      ["officer", "admin/requests/[number]#note", { part, version: "1", note: "Эскертме" }],
    ] as const
    for (const [who, name, own] of acts) {
      const act = actsOf().find((each) => each.name === name)
      if (!act) throw new Error(`there is no ${name}`)
      const fields = [...forged.filter(([field]) => !(field in own)), ...Object.entries(own)]
      await sendTo(act, stage.cookies[who], fields)
      expect(await state(), name).toEqual(before)
    }
    const said = await portal(
      "select m.subject_id, m.internal from messages m join request_parts p using (request_id) where p.id = $1 order by 2",
      [part],
    )
    const subject_id = stage.own.subject
    expect(said).toEqual([
      { subject_id, internal: false },
      { subject_id, internal: true },
    ])
    const [account] = await portal("select locale from accounts where subject_id = $1", [subject_id])
    expect(account).toEqual({ locale: "ru" })
  })
})
