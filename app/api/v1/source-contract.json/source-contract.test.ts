import { expect, test } from "vitest"
import { CONTRACT } from "@/lib/sources/http/contract"
import { VERBS } from "@/lib/sources/http/reference/verbs.fixture"
import { GET } from "./route"

type Document = { openapi: string; paths: object; components: { schemas: Record<string, object> } }

test("the published contract names every verb, and refers to nothing that it does not say", async () => {
  const response = GET()
  expect(response.headers.get("content-type")).toContain("json")
  const document: Document = await response.json()
  expect(document.openapi).toBe("3.1.0")
  const paths = Object.keys(CONTRACT).map((verb) => `/${verb}`)
  expect(Object.keys(document.paths)).toEqual(paths)
  expect(Object.keys(VERBS).map((verb) => `/${verb}`)).toEqual(expect.arrayContaining(paths))
  const { schemas } = document.components
  const known = Object.keys(schemas).map((name) => `#/components/schemas/${name}`)
  const text = JSON.stringify(document)
  const refs = [...text.matchAll(/"\$ref":"([^"]*)"/g)].map(([, to]) => to)
  expect([...new Set(refs)].filter((to) => !known.includes(to ?? ""))).toEqual([])
  expect(known.filter((name) => !refs.includes(name))).toEqual([])
  expect(text.match(/"\$(id|schema|defs)"/)).toBeNull()
  expect(schemas.Item).toMatchObject({
    additionalProperties: false,
    required: ["subject", "record", "category", "field", "value", "by", "at", "recordedAt"],
  })
  expect(schemas.ReadAnswer).toMatchObject({
    additionalProperties: false,
    required: ["contract", "answer", "subject", "items", "total", "next"],
    properties: { answer: { const: "read" }, items: { items: { $ref: "#/components/schemas/Item" } } },
  })
})
