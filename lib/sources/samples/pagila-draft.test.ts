import { afterAll, beforeAll, expect, test } from "vitest"
import { parse } from "yaml"
import { readPolicy } from "@/lib/policy/read"
import type { Category, Policy } from "@/lib/policy/schema"
import { draftMap } from "../draft/draft"
import { RelationalMap } from "../map-schema"
import { grantsFor } from "../postgres/grants"
import { checkSchema } from "../schema-check"
import { freshPagila } from "./pagila.fixture"

let pagila: Awaited<ReturnType<typeof freshPagila>>
beforeAll(async () => {
  pagila = await freshPagila()
})
afterAll(() => pagila?.drop())

/** A policy that knows of the shop's categories by their codes alone, as they are in its map. */
async function shopPolicy(): Promise<Policy> {
  const { policy } = await readPolicy("policies/somo")
  const called = (code: string) => ({ code, title: { ky: code, ru: code, en: code.replaceAll("_", " ") } })
  const fields = Object.values(pagila.map.entries).flatMap((entry) => entry.fields)
  const categories = [...new Set(fields.map(({ category }) => category))].flatMap((code): Category[] => {
    const own = fields.filter(({ category }) => category === code)
    const known = new Map(own.map(({ field, type }) => [field, { ...called(field), type }]))
    return policy.categories
      .slice(0, 1)
      .map((like) => ({ ...like, ...called(code), fields: [...known.values()] }))
  })
  return { ...policy, categories, purposes: [], facts: [] }
}

const columnsOf = ({ entries }: RelationalMap): string[] =>
  Object.values(entries).flatMap((entry) =>
    entry.fields
      .filter(({ through }) => !through)
      .map(({ shared, column, path = [] }) =>
        [shared ? entry.shares?.table : entry.table, column, ...path].join("."),
      ),
  )

test("a schema nobody here designed is drafted, but for what only a reader can know, and the draft reads people", async () => {
  const answer = await draftMap(await shopPolicy(), {
    ...{ source: "shop", connection: "PAGILA_URL", url: pagila.ownerUrl, most: 200 },
  })
  const yaml = answer?.yaml ?? ""
  const drafted = RelationalMap.parse(parse(yaml).sources.shop)
  expect(drafted.subject).toMatchObject({ table: "public.customer", key: "customer_id" })
  expect(drafted.entries.activity_log?.subject).toEqual({ column: "entry", path: ["customer_id"] })
  const found = columnsOf(drafted)
  // Nineteen of twenty-two; the audit's values are named one by one instead of as a whole.
  expect(new Set(columnsOf(pagila.map).filter((column) => !found.includes(column)))).toEqual(
    new Set(["public.note.body", "public.activity_log.entry.with.agent", "public.customer_audit.was"]),
  )
  expect(yaml).toContain("# look: owner_type and owner_id say of what a row of public.note is")
  expect(yaml).toContain(
    "# look: nothing joins public.staff to people, and it has first_name, last_name, email",
  )

  await pagila.sql(grantsFor(drafted))
  const seen = { ...drafted, ignore: pagila.map.ignore }
  expect((await checkSchema("shop", seen, pagila.connectorUrl)).map(({ reason }) => reason)).toEqual([])
  const source = pagila.openWith(drafted)
  const identifiers = [{ kind: "customer_id", value: "5" }]
  const { items } = await source.read({ identifiers, page: { offset: 0, limit: 1_000 } })
  const [row = {}] = await pagila.sql(
    "select first_name, phone from customer join address using (address_id) where customer_id = 5",
  )
  const values = new Map(items.map(({ field, value }) => [field, value]))
  expect([values.get("first_name"), values.get("phone")]).toEqual([row.first_name, row.phone])
})
