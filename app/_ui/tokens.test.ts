import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { contrast } from "@/lib/format/accent"

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8")
const [light = "", dark = ""] = css
  .split("@media (prefers-color-scheme: dark)")
  .map((part) => part.split("@media")[0])

const colours = (part: string) =>
  Object.fromEntries(
    [...part.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]),
  )

/** Pairs that meet on the screen, with the least contrast they must keep. */
const pairs: [string, string, number][] = [
  ["ink", "paper", 12],
  ["ink", "paper-shade", 12],
  ["ink", "amber-wash", 7],
  ["ink", "red-wash", 7],
  ["ink", "spruce-wash", 7],
  ["ink-soft", "paper", 7],
  ["ink-soft", "paper-shade", 7],
  ["spruce", "paper", 7],
  ["spruce", "paper-shade", 7],
  ["spruce", "spruce-wash", 7],
  ["spruce", "amber-wash", 4.5],
  ["spruce", "red-wash", 4.5],
  ["spruce-strong", "spruce-wash", 7],
  ["on-spruce", "spruce", 7],
  ["on-spruce", "spruce-strong", 7],
  ["amber", "amber-wash", 7],
  ["red", "paper", 7],
  ["red", "red-wash", 4.5],
  ["line-strong", "paper", 3],
  ["amber-line", "paper", 3],
]

describe("colours", () => {
  test.each(["light", "dark"])("the %s scheme keeps its contrasts", (scheme) => {
    const found = colours(scheme === "light" ? light : dark)
    const poor = pairs
      .map(([a, b, least]) => ({ pair: `${a} on ${b}`, least, is: contrast(found[a] ?? "", found[b] ?? "") }))
      .filter(({ least, is }) => !(is >= least))
    expect(poor).toEqual([])
  })

  test("the dark scheme has every colour of the light one", () => {
    expect(Object.keys(colours(dark)).sort()).toEqual(Object.keys(colours(light)).sort())
  })
})
