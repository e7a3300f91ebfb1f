import { randomUUID } from "node:crypto"
import { existsSync, readdirSync } from "node:fs"
import path from "node:path"
import { drizzle } from "drizzle-orm/node-postgres"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Signed, StaffActor, SubjectActor } from "@/lib/context"
import { askPermission, preparePermission } from "@/lib/disclosures/ask-permission"
import type { EnteredDisclosure } from "@/lib/disclosures/enter-disclosure"
import {
  enterAs,
  entered,
  enteredProcessor,
  NO_DAY,
  PNG,
  refusalOf,
  TODAY,
} from "@/lib/disclosures/entry.fixture"
import { NAMED, PROCESSOR } from "@/lib/disclosures/entry-checks"
import { addProcessor } from "@/lib/disclosures/keep-processor"
import type { PolicyFolder } from "@/lib/policy/lookup"
import { publishPolicy } from "@/lib/policy/publish-folder"
import { readPolicy } from "@/lib/policy/read"
import type { TransferGround } from "@/lib/policy/schema"
import { openWorld, type World } from "@/lib/requests/cast.fixture"

const folders = readdirSync("policies")
  .map((name) => path.join("policies", name))
  .filter((dir) => existsSync(path.join(dir, "policy.yaml")))

let world: World
let officer: Signed<StaffActor>
let person: Signed<SubjectActor>

beforeAll(async () => {
  world = await openWorld(12)
  officer = await world.colleague("officer")
  person = await world.borrower("+996555000001")
})
afterAll(() => world.end())

const entry = ({ policy }: PolicyFolder, ground: Partial<TransferGround>) =>
  entered(policy, person.actor.subjectId, {
    ...{ items: "3", ground: ground.code ?? "", withoutConsent: true },
    purpose: ground.purposes?.[0] ?? policy.purposes[0]?.code ?? "",
  })
const enter = (given: EnteredDisclosure) => enterAs(world, officer, given)
const refusal = (given: EnteredDisclosure) => refusalOf(enter(given))

/** What the database says to a row written past the verb. */
const byHand = (given: EnteredDisclosure, edition: string) =>
  world
    .as(officer, (ctx) =>
      ctx.db.execute(
        `insert into disclosures (subject_id, recipient, categories, purpose, ground, edition_id, recorded_by) values
         ('${given.subject}', 'x', '{${given.categories}}', '${given.purpose}', '${given.ground}', '${edition}',
          '${officer.actor.accountId}')`,
      ),
    )
    .then(
      () => "taken",
      (error: { code?: string; cause?: { code?: string } }) => error.code ?? error.cause?.code,
    )

const editionNow = async (): Promise<string> =>
  (await world.owner.query("select id from policy_editions order by published_at desc, number desc limit 1"))
    .rows[0].id

const processor = (folder: PolicyFolder) =>
  world.as(officer, (ctx) => addProcessor(ctx, enteredProcessor(folder.policy)))

/** The person's permission on paper for all of this. */
async function permitted({ subject, whom, named, categories }: EnteredDisclosure): Promise<void> {
  const ready = await preparePermission(world.house, officer, {
    ...{ subject, whom, named, categories, reason: "Жеткирүү", until: NO_DAY, paper: true, given: TODAY },
    evidence: { name: "paper.png", bytes: PNG },
  })
  await world.as(officer, (ctx) => askPermission(ctx, ready))
}

const WITHOUT: Record<TransferGround["requires"], Record<string, string>> = {
  nothing: {},
  consent: { ground: "no_consent_to_transfer" },
  permission: { ground: "no_permission_to_give" },
  contract: { whom: "processor_needed" },
  authority_request: { named: "required", number: "required", date: "required", evidence: "scan_needed" },
  explanation: { words: "required" },
}

async function fulfil(folder: PolicyFolder, ground: TransferGround, given: EnteredDisclosure) {
  const full = { ...given, ...(ground.reference ? { words: "№ 1" } : {}) }
  if (ground.requires === "contract") return { ...full, whom: `${PROCESSOR}${await processor(folder)}` }
  if (ground.requires === "explanation") return { ...full, words: "2.1-пункт бузулду" }
  if (ground.requires === "authority_request") {
    const evidence = { name: "letter.png", bytes: PNG }
    return { ...full, whom: NAMED, named: "Үлгү соту", number: "17-4", date: TODAY, evidence }
  }
  if (ground.requires === "permission") {
    await permitted(full)
    return full
  }
  await world.owner.query(
    "insert into consent_events (id, subject_id, purpose, operation, event, method, language) values ($1, $2, $3, 'transfer', 'given', 'signed', 'ky')",
    [randomUUID(), given.subject, given.purpose],
  )
  return full
}

describe.each(folders)("%s", (dir) => {
  test("every transfer ground takes a disclosure that carries what it asks for, and none without it", async () => {
    // Under a name of its own, so that it is an edition newer than the others'.
    const read = await readPolicy(dir)
    const folder = { ...read, policy: { ...read.policy, name: { ...read.policy.name, en: dir } } }
    await world.owner.query("delete from disclosures")
    await world.owner.query("delete from consent_events")
    await publishPolicy(drizzle(world.owner), folder, world.lender.map)
    const edition = await editionNow()
    for (const ground of folder.policy.transferGrounds) {
      const bare = entry(folder, ground)
      const wanted = { ...WITHOUT[ground.requires], ...(ground.reference ? { words: "required" } : {}) }
      expect(await refusal(bare), ground.code).toEqual(wanted)
      if (ground.requires !== "nothing") expect(await byHand(bare, edition), ground.code).toBe("UK031")
      const id = await enter(await fulfil(folder, ground, bare))
      const { rows } = await world.owner.query(
        "select ground, items, ledger_id from disclosures where id = $1",
        [id],
      )
      expect(rows).toEqual([{ ground: ground.code, items: 3, ledger_id: expect.any(String) }])
      const entries = await world.owner.query("select leaf from ledger_inbox where id = $1", [
        rows[0].ledger_id,
      ])
      expect(JSON.parse(entries.rows[0].leaf)).toMatchObject({ act: "disclosure.made", object: id })
    }
    const unknown = entry(folder, { code: "nothing_such" })
    expect(await refusal(unknown)).toEqual({ ground: "ground_required" })
    expect(await byHand(unknown, edition)).toBe("UK031")
  })
})
