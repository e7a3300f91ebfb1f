import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs"
import { describe, expect, test } from "vitest"
import { locales } from "@/lib/format/locale"
import type { Letter } from "@/lib/letters/letter"
import { letterHash } from "@/lib/letters/letter-text"
import { renderLetterPdf } from "@/lib/letters/render-letter-pdf"
import { organisations, sample, samples, signedInput } from "@/lib/letters/samples.fixture"
import { withdrawalLetter } from "@/lib/letters/withdrawal-letter"

const registeredAt = new Date("2026-11-22T20:30:00Z")
const render = (letter: Letter): Promise<Buffer> =>
  renderLetterPdf(letter, {
    registrationNumber: "2026-000123",
    registeredAt,
    hash: letterHash(letter),
    organisation: organisations[letter.language],
  })

const opened = async (pdf: Buffer) => {
  const document = await getDocument({ data: new Uint8Array(pdf), verbosity: 0 }).promise
  const pages = await Promise.all(
    Array.from({ length: document.numPages }, (_, i) => document.getPage(i + 1)),
  )
  const texts = await Promise.all(
    pages.map(async (page) => {
      const { items } = await page.getTextContent()
      return items.map((item) => ("str" in item ? item.str : "")).join("")
    }),
  )
  return { document, pages, texts }
}

type Node = { role?: string; children?: unknown[] }
const rolesIn = (node: Node): string[] => [
  ...(node.role ? [node.role] : []),
  ...(node.children ?? []).flatMap((child) => rolesIn(child as Node)),
]

const squeezed = (text: string): string => text.replace(/\s+/g, "")

describe("a letter on paper", () => {
  for (const language of locales)
    test(`in ${language} every letter is tagged, titled, in its language, and all its words can be read out`, async () => {
      for (const [name, letter] of Object.entries(samples(language))) {
        const { document, pages, texts } = await opened(await render(letter))
        const { info } = await document.getMetadata()
        expect(info).toMatchObject({ Title: letter.title, Language: language })
        expect((await document.getMarkInfo())?.Marked, name).toBe(true)
        const trees = await Promise.all(pages.map((page) => page.getStructTree()))
        const roles = trees.flatMap((tree) => (tree ? rolesIn(tree) : []))
        expect(
          roles.filter((role) => role === "H1"),
          name,
        ).toHaveLength(1)
        const all = squeezed(texts.join(""))
        expect(all).toContain(squeezed(letter.title))
        for (const block of letter.blocks) {
          if (block.kind === "paragraph" || block.kind === "heading")
            expect(all).toContain(squeezed(block.text))
          if (block.kind === "table")
            for (const cell of block.rows.flat()) expect(all).toContain(squeezed(cell))
          if (block.kind === "list") for (const item of block.items) expect(all).toContain(squeezed(item))
        }
        for (const text of texts) {
          expect(text).toContain("№ 2026-000123")
          expect(text).toContain(letterHash(letter).slice(0, 4))
        }
      }
    })

  test("carries the number and the day it was registered in Bishkek, and pages are counted", async () => {
    const { texts } = await opened(await render(sample("certificate", "ky")))
    expect(texts[0]).toContain("2026-жылдын 23-ноябры")
    expect(texts.map((text) => /\d-бет, баары \d/.exec(text)?.[0])).toEqual([
      "1-бет, баары 3",
      "2-бет, баары 3",
      "3-бет, баары 3",
    ])
  })

  test("the same letter gives the same bytes", async () => {
    const letter = sample("decision", "ky")
    expect((await render(letter)).equals(await render(letter))).toBe(true)
    const other = await renderLetterPdf(letter, {
      registrationNumber: "2026-000124",
      registeredAt,
      hash: letterHash(letter),
      organisation: organisations.ky,
    })
    expect(other.equals(await render(letter))).toBe(false)
  })

  test("a signature never stands alone on its page", async () => {
    const consent = { operations: ["use"], method: "signed", givenOn: "2024-03-04", edition: "1" } as const
    for (let rows = 1; rows <= 14; rows += 1) {
      const consents = Array.from({ length: rows }, (_, i) => ({ ...consent, purpose: `Purpose ${i}` }))
      const { texts } = await opened(await render(withdrawalLetter({ ...signedInput("en"), consents })))
      const last = texts.at(-1) ?? ""
      expect(last).toContain("Manner of signing")
      expect(last).toContain("Please send the answer")
    }
  })

  test("what people type cannot break the page: markup, overrides, other scripts, ten thousand letters", async () => {
    const letter = withdrawalLetter({
      ...signedInput("ky"),
      person: { name: "<script>alert(1)</script>", pin: null, contact: "c\u202Ed" },
      consents: [
        {
          purpose: "ң".repeat(10_000),
          operations: ["use"],
          method: "signed",
          givenOn: null,
          edition: "🙂 漢",
        },
        {
          purpose: "Ү ө ".repeat(2_500),
          operations: ["use"],
          method: "signed",
          givenOn: null,
          edition: null,
        },
      ],
      words: `${"Ө".repeat(10_000)}\n${"сөз ".repeat(2_500)}`,
    })
    const { texts } = await opened(await render(letter))
    const all = squeezed(texts.join(""))
    expect(all).toContain("<script>alert(1)</script>")
    expect(all).toContain("c[U+202E]d")
    expect(all).toContain("[U+1F642][U+6F22]")
    expect(all.match(/ң/g)?.length).toBeGreaterThanOrEqual(10_000)
    expect(all.match(/Ө/g)?.length).toBeGreaterThanOrEqual(10_000)
    expect(texts.at(-1)).toContain(`${texts.length}-бет, баары ${texts.length}`)
  })
})
