import { expect } from "vitest"
import type { Connector, Identifiers, Item } from "../connector"
import type { RecordsAnswer, RecordsQuestion } from "../record-block"
import type { Datum, Telling, Trial } from "./trial.fixture"

const ALL = { offset: 0, limit: 10_000 }

/** Everything held of somebody, or what of it is of these categories. */
export const itemsOf = async (
  connector: Connector,
  identifiers: Identifiers,
  categories?: readonly string[],
): Promise<readonly Item[]> =>
  (await connector.read({ identifiers, page: ALL, ...(categories ? { categories } : {}) })).items

/** The items of a category as they come two rows at a time; each block is what it says it is. */
export async function itemsByRows(connector: Connector, identifiers: Identifiers, category: string) {
  const items: Item[] = []
  let after: string | null = null
  do {
    const question: RecordsQuestion = { identifiers, category, limit: 2, after }
    const answer: RecordsAnswer | undefined = await connector.records?.(question)
    expect(answer).toMatchObject({ source: connector.name })
    const block = answer?.block
    const rows = block ? [...block.open(block.text)] : []
    expect(rows.length).toBe(block?.rows ?? 0)
    const found = rows.flat().map((item) => ({ ...item, id: block?.idOf(item) ?? "" }))
    expect(found.length).toBe(block?.items ?? 0)
    const isPlain = found.every(
      ({ thirdPerson, value }) => !thirdPerson && !JSON.stringify(value).startsWith('{"bytes"'),
    )
    if (block?.isPlain) expect(isPlain).toBe(true)
    items.push(...found)
    after = answer?.next ?? null
  } while (after !== null)
  return items
}

const inOrder = (data: readonly Datum[]): string[] =>
  data.map(({ category, field, value }) => JSON.stringify([category, field, value])).sort()

/** What the connector says of the categories of which the truth is known, to be compared with it. */
export async function said({ connector, truth }: Trial, person: Parameters<Trial["truth"]>[0]) {
  const known = await truth(person)
  const categories = [...new Set(known.map(({ category }) => category))]
  const items = await itemsOf(connector, person.identifiers, categories)
  return { said: inOrder(items), true: inOrder(known) }
}

/** Reading: all of it, once, of nobody else. */
export function tellReading(telling: Telling): void {
  tellWhole(telling)
  tellPeople(telling)
  tellFacts(telling)
}

function tellWhole({ story, storyOf }: Telling): void {
  story("reads what is held of a person, and nothing of anybody else", async (trial) => {
    const [one, two] = [await trial.somebody(), await trial.somebody()]
    for (const person of [one, two]) {
      const compared = await said(trial, person)
      expect(compared.true.length).toBeGreaterThan(0)
      expect(compared.said).toEqual(compared.true)
    }
    const { connector } = trial
    const answer = await connector.read({ identifiers: one.identifiers, page: ALL })
    expect(answer).toMatchObject({ source: connector.name, subjects: [one.key], nextOffset: null })
    expect(
      answer.items.every(({ subject, source }) => subject === one.key && source === connector.name),
    ).toBe(true)
    expect(JSON.parse(JSON.stringify(answer.items))).toEqual(answer.items)
    const others = new Set((await itemsOf(connector, two.identifiers)).map(({ id }) => id))
    expect(answer.items.filter(({ id }) => others.has(id))).toEqual([])
    expect(answer.items.map(({ id }) => id).filter((id) => !/^[\w.-]+$/.test(id))).toEqual([])
  })

  story("counts what it reads, by category, and says when the last of each was recorded", async (trial) => {
    const { connector } = trial
    const { identifiers } = await trial.somebody()
    const items = await itemsOf(connector, identifiers)
    const { categories } = await connector.count({ identifiers })
    const recorded = await connector.lastRecorded({ identifiers })
    expect(recorded.map(({ category }) => category).sort()).toEqual(
      [...new Set(items.map(({ category }) => category))].sort(),
    )
    expect(categories.reduce((sum, each) => sum + each.items, 0)).toBe(items.length)
    for (const { category, items: counted } of categories) {
      const mine = items.filter((item) => item.category === category)
      expect([category, mine.length]).toEqual([category, counted])
      const dates = mine.map(({ recordedAt }) => (recordedAt === null ? Number.NaN : Date.parse(recordedAt)))
      const last = Math.max(...dates)
      const at = recorded.find((each) => each.category === category)?.at ?? null
      expect([category, at === null ? Number.NaN : Date.parse(at)]).toEqual([category, last])
      const alone = await connector.read({ identifiers, categories: [category], page: ALL })
      expect(alone.items).toEqual(mine)
    }
    expect((await connector.count({ identifiers, categories: ["no_such_category"] })).categories).toEqual([])
  })

  story(
    "gives pages that add up, in one order, and nothing beyond the last",
    async ({ connector, somebody }) => {
      const { identifiers } = await somebody()
      const whole = await connector.read({ identifiers, page: ALL })
      const paged: Item[] = []
      const limit = Math.max(2, Math.ceil(whole.total / 7))
      for (let offset: number | null = 0; offset !== null; ) {
        const page = await connector.read({ identifiers, page: { offset, limit } })
        expect(page.total).toBe(whole.total)
        expect(page.items.length).toBe(Math.min(limit, whole.total - offset))
        paged.push(...page.items)
        offset = page.nextOffset
      }
      expect(paged).toEqual(whole.items)
      expect(new Set(paged.map(({ id }) => id)).size).toBe(whole.total)
      const within = { offset: 1, limit: 2 }
      expect((await connector.read({ identifiers, page: within })).items).toEqual(whole.items.slice(1, 3))
      const beyond = await connector.read({ identifiers, page: { offset: whole.total + 5, limit } })
      expect(beyond).toMatchObject({ items: [], total: whole.total, nextOffset: null })
    },
  )

  story(
    "gives the same by rows, where it knows rows, and says of each block what is in it",
    async (trial) => {
      const { connector, nobody } = trial
      if (!connector.records) return
      const { identifiers } = await trial.somebody()
      for (const { category } of (await connector.count({ identifiers })).categories)
        expect(await itemsByRows(connector, identifiers, category)).toEqual(
          await itemsOf(connector, identifiers, [category]),
        )
      const none = await connector.records({ identifiers: nobody, category: "name", limit: 2, after: null })
      expect(none).toMatchObject({ subjects: [], block: null, next: null })
    },
  )

  storyOf("binary", "fetches the bytes of one item alone, of its own person", async (trial, part) => {
    const { connector } = trial
    const [person, other] = [await trial.somebody(), await trial.somebody()]
    const items = await itemsOf(connector, person.identifiers, [part.category])
    const item = items.find(({ value }) => typeof value === "object" && value !== null && "bytes" in value)
    const bytes = await part.bytes(person)
    expect(item?.value).toEqual({ bytes: bytes.length })
    const fetched = await connector.readBinary(person.identifiers, item?.id ?? "")
    expect(fetched).toMatchObject({ source: connector.name, subject: person.key, place: item?.place })
    expect(Buffer.from(fetched?.bytes ?? []).equals(Buffer.from(bytes))).toBe(true)
    expect(await connector.readBinary(other.identifiers, item?.id ?? "")).toBeNull()
    expect(await connector.readBinary(trial.nobody, item?.id ?? "")).toBeNull()
    expect(await connector.readBinary(person.identifiers, "not an item")).toBeNull()
  })
}

function tellPeople({ story, storyOf }: Telling): void {
  story(
    "answers about an unknown person that it holds nothing",
    async ({ connector, nobody: identifiers }) => {
      expect(await connector.count({ identifiers })).toMatchObject({ subjects: [], categories: [] })
      expect(await connector.read({ identifiers })).toMatchObject({
        ...{ subjects: [], items: [], total: 0, nextOffset: null },
      })
      expect(await connector.lastRecorded({ identifiers })).toEqual([])
      expect(await connector.holders(identifiers)).toEqual([])
      for (const { kind, value } of identifiers) expect(await connector.find(kind, value)).toEqual([])
      expect(await connector.identify("no such key")).toEqual([])
      expect(await connector.find("no_such_kind", "1")).toEqual([])
    },
  )

  storyOf("shared", "finds everybody who has an identifier, and tells them apart", async (trial, shared) => {
    const { connector } = trial
    expect([...(await connector.find(shared.kind, shared.value))].sort()).toEqual(shared.keys)
    for (const key of shared.keys) {
      const known = await connector.identify(key)
      expect(known[0]).toEqual({ kind: connector.subjectKind, value: key })
      expect(known).toContainEqual({ kind: shared.kind, value: shared.value })
      const { subjects } = await connector.count({ identifiers: known })
      expect(subjects).toEqual([key])
    }
  })

  storyOf("everybody", "names everybody in it, page by page, each once", async ({ connector }, everybody) => {
    const named: string[] = []
    for (let page = await connector.people(null, 3); page.length > 0; ) {
      expect(page.length).toBeLessThanOrEqual(3)
      named.push(...page)
      page = await connector.people(page.at(-1) ?? null, 3)
    }
    expect(named).toEqual(await everybody())
  })

  storyOf("touched", "counts and lists those of whom it holds a category", async ({ connector }, touched) => {
    const scope = { categories: [touched.category], from: null, to: null, keys: null }
    const keys = await touched.keys()
    expect(await connector.countTouched(scope)).toBe(keys.length)
    const listed: string[] = []
    for (let after: string | null = null; ; ) {
      const page = await connector.touched(scope, { after, most: 2 })
      const found = page.map(({ identifiers }) => identifiers[0])
      expect(found.every((each) => each?.kind === connector.subjectKind)).toBe(true)
      listed.push(...found.map((each) => each?.value ?? ""))
      if (page.length === 0) break
      after = listed.at(-1) ?? null
    }
    expect(listed).toEqual(keys)
    expect(await connector.countTouched({ ...scope, keys: keys.slice(0, 1) })).toBe(1)
    expect(await connector.countTouched({ ...scope, categories: ["no_such_category"] })).toBe(0)
  })
}

function tellFacts({ storyOf }: Telling): void {
  storyOf("facts", "answers facts with true, false or unknown, in the order asked", async (trial, facts) => {
    const { connector } = trial
    expect([...new Set(facts.map(({ value }) => value))].sort()).toEqual([false, true, "unknown"].sort())
    for (const { name, of, value } of facts) {
      const [answer] = await connector.facts([name], of)
      expect([name, answer?.value, answer?.source]).toEqual([name, value, connector.name])
      expect(answer?.since === null || /^\d{4}-\d\d-\d\d$/.test(answer?.since ?? "")).toBe(true)
    }
    const names = [...new Set(facts.map(({ name }) => name))]
    const of = facts[0]?.of ?? []
    const together = await connector.facts(names, of)
    for (const [i, name] of names.entries())
      expect(together[i]?.value).toBe((await connector.facts([name], of))[0]?.value)
    expect(await connector.facts(names, trial.nobody)).toMatchObject(names.map(() => ({ value: "unknown" })))
    await expect(connector.facts(["no.such"], of)).rejects.toThrow()
  })
}
