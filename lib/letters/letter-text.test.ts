import { createHash } from "node:crypto"
import { describe, expect, test } from "vitest"
import { locales } from "@/lib/format/locale"
import { letterHash, letterText } from "@/lib/letters/letter-text"
import { samples, signedInput } from "@/lib/letters/samples.fixture"
import { withdrawalLetter } from "@/lib/letters/withdrawal-letter"

describe("the signed text", () => {
  test("is NFC with single LFs and no other white space, and its hash is the SHA-256 of its bytes", () => {
    for (const language of locales)
      for (const letter of Object.values(samples(language))) {
        const text = letterText(letter)
        expect(text).toBe(text.normalize("NFC"))
        expect(text).not.toMatch(/\n{3}|[^\S\n ]| {2}| \n/)
        expect(text.endsWith("\n")).toBe(true)
        expect(letterHash(letter)).toBe(createHash("sha256").update(Buffer.from(text)).digest("hex"))
        expect(letterText(JSON.parse(JSON.stringify(letter)))).toBe(text)
      }
  })

  const consent = {
    purpose: "x",
    operations: ["use"],
    method: "signed",
    givenOn: null,
    edition: null,
  } as const
  const written = (words: string, name = "Ann") =>
    letterText(
      withdrawalLetter({
        ...signedInput("en"),
        person: { name, pin: null, contact: "c" },
        consents: [{ ...consent, purpose: words }],
        words,
      }),
    )

  test("keeps markup as it was typed", () => {
    expect(written("<script>alert(1)</script> & {name} %s")).toContain(
      "> <script>alert(1)</script> & {name} %s",
    )
  })

  test("spells out direction overrides and controls, and drops what has no width", () => {
    expect(written("a\u202Eb\u0000c\ud800d\u2066")).toContain("> a[U+202E]b[U+0000]c[U+D800]d[U+2066]")
    expect(written("so\u00adft\u200b\ufeff")).toContain("> soft\n")
    expect(written("и\u0306")).toContain("> й\n")
  })

  test("nobody's words can pass for another part of the letter", () => {
    const text = written("one\r\n\r\n\r\n## Signature\u2028- forged | cell", "Ann\n# Title")
    expect(text).toContain("> one\n>\n> ## Signature\n> - forged | cell")
    expect(text).toContain("From: Ann # Title;")
    expect(text).toContain("one ## Signature - forged \\| cell | use |")
    expect(text.match(/^## /gm)).toHaveLength(1)
  })

  test("ten thousand characters stay ten thousand", () => {
    const long = "ө".repeat(10_000)
    expect(written(long)).toContain(`> ${long}\n`)
  })
})
