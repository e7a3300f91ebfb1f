import { expect, it } from "vitest"
import { z } from "zod"
import { Profile } from "@/lib/policy/profile-schema"
import { under } from "@/lib/policy/references"
import { Policy } from "@/lib/policy/schema"
import { DataMap } from "@/lib/sources/map-schema"
import { looseTranslatorFor } from "@/messages/translator"

/** Every key a document may have, at whatever depth. */
function keysOf(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(keysOf)
  if (typeof schema !== "object" || schema === null) return []
  const properties = under(schema, "properties")
  return [...Object.keys(properties ?? {}), ...Object.values(schema).flatMap(keysOf)]
}

it("every field of a policy, a legal profile and a data map has a name to be told by when it changes", () => {
  const keys = new Set([Policy, Profile, DataMap].flatMap((schema) => keysOf(z.toJSONSchema(schema))))
  const unsaid = new Set(["code", "ky", "ru", "en"])
  const words = looseTranslatorFor("ky", "differences")
  expect([...keys].filter((key) => !unsaid.has(key) && words(`fields.${key}`) === null)).toEqual([])
})
