import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { locales } from "@/lib/format/locale"
import { catalogue } from "@/messages/catalogue"
import { looseTranslatorFor, translatorFor } from "@/messages/translator"
import { catalogueSource } from "./messages"

const folder = new URL("../messages", import.meta.url).pathname

/** Every text with its dotted key. */
const texts = (node: object, path = ""): [string, unknown][] =>
  Object.entries(node).flatMap(([key, value]) =>
    typeof value === "object" && value !== null
      ? texts(value, `${path}${key}.`)
      : [[`${path}${key}`, value] satisfies [string, unknown]],
  )

/** The outermost `{…}` of a text, without the braces. */
const groups = (text: string): string[] => {
  const found: string[] = []
  let depth = 0
  let start = 0
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === "{" && depth++ === 0) start = i + 1
    if (text[i] === "}" && --depth === 0) found.push(text.slice(start, i))
  }
  return found
}

/** Names and kinds of the ICU arguments of a text, those in the branches of a plural or select included. */
const variables = (text: string): string[] =>
  groups(text).flatMap((group) => {
    const [, name = "?", kind = "text", branches = ""] =
      /^\s*(\w+)\s*(?:,\s*(\w+)\s*,?(.*))?$/s.exec(group) ?? []
    return [`${name}:${kind}`, ...groups(branches).flatMap(variables)]
  })

const unique = (names: string[]) => [...new Set(names)].sort()

describe("messages", () => {
  test("the catalogue lists the files there are; all three languages have the same ones", () => {
    expect(readFileSync(`${folder}/catalogue.ts`, "utf8"), "run `npx tsx bin/messages.ts`").toBe(
      catalogueSource(folder),
    )
    for (const locale of locales)
      expect(readdirSync(`${folder}/${locale}`)).toEqual(readdirSync(`${folder}/ky`))
  })

  test.each(locales)(
    "every text of %s is there, not empty, and takes the same arguments as in Kyrgyz",
    (locale) => {
      const reference = new Map(texts(catalogue.ky))
      const here = new Map(texts(catalogue[locale]))
      expect([...here.keys()].sort()).toEqual([...reference.keys()].sort())
      for (const [key, text] of here) {
        expect(typeof text === "string" && text.trim() !== "" && text === text.trim(), key).toBe(true)
        // Languages differ in which arguments need a plural, not in which there are.
        const names = (of: unknown) => unique(variables(String(of)).map((each) => each.split(":")[0] ?? ""))
        expect(names(text), key).toEqual(names(reference.get(key)))
      }
    },
  )

  test.each(locales)("no text of %s formats a date or sum by itself: lib/format does", (locale) => {
    for (const [key, text] of texts(catalogue[locale])) {
      const kinds = variables(String(text)).map((each) => each.split(":")[1])
      for (const kind of kinds) expect(["text", "plural", "select", "selectordinal"], key).toContain(kind)
    }
  })

  test.each(locales)("every text of %s can be said", (locale) => {
    for (const [namespace, messages] of Object.entries(catalogue[locale])) {
      for (const [key, text] of texts(messages)) {
        const tags = [...String(text).matchAll(/<(\w+)>/g)].map((found) => found[1])
        if (tags.length > 0) continue
        const say = looseTranslatorFor(locale, namespace as keyof typeof catalogue.ky)
        const values = Object.fromEntries(
          variables(String(text)).map((each) => [each.split(":")[0], each.includes(":plural") ? 3 : "other"]),
        )
        expect(say(key, values), `${namespace}.${key}`).toBeTruthy()
      }
    }
  })

  test("a known key is said, a key known only at run time is looked up, a missing argument is a fault", () => {
    expect(translatorFor("ru", "common")("term.working_days", { n: 2 })).toBe("2 рабочих дня")
    expect(translatorFor("ky", "common")("term.working_days", { n: 2 })).toBe("2 жумушчу күн")
    expect(looseTranslatorFor("en", "errors")("too_long", { max: 10 })).toBe("No more than 10 characters.")
    expect(looseTranslatorFor("en", "errors")("no_such_code")).toBeNull()
    expect(() => looseTranslatorFor("en", "errors")("too_long")).toThrow()
  })
})
