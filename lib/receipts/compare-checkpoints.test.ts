import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { receiptCommand } from "@/bin/commands/receipt"
import { signedNote, verifierKey } from "@/lib/ledger/note"
import { compareCheckpoints } from "@/lib/receipts/compare-checkpoints"
import { compareWords } from "@/lib/receipts/compare-words"
import { type KnownKey, readKey } from "@/lib/receipts/signed-note"
import { compareTexts } from "@/messages/verdict"
// Made by a program of its own in Python.
import vectors from "./vectors.fixture.json" with { type: "json" }

const ORIGIN = "portal.example/ledger"
const pair = generateKeyPairSync("ed25519")
const raw = (key: KeyObject) => Buffer.from(String(key.export({ format: "jwk" }).x), "base64url")
const known = await readKey(verifierKey({ name: ORIGIN, publicKey: raw(pair.publicKey) }))
if (!known) throw new Error("no key")
const keys: KnownKey[] = [known]
const roots = vectors.roots as Record<string, string>

const note = (size: number, { root = roots[size] ?? "", origin = ORIGIN, by = pair } = {}) =>
  signedNote(
    { origin, size, root: Buffer.from(root, "base64") },
    {
      name: origin,
      publicKey: raw(by.publicKey),
      sign: (text) =>
        sign(null, text, createPrivateKey(by.privateKey.export({ format: "pem", type: "pkcs8" }))),
    },
  )
const answer = ({ from, to, path }: { from: number; to: number; path: string[] }) =>
  [`old ${from}`, ...path, "", note(to)].join("\n")
const grown = vectors.consistency.filter(({ from, to }) => from < to)
const [one = { from: 0, to: 0, path: [] }] = grown.filter(({ path }) => path.length > 2)

describe("two checkpoints", () => {
  it("show that the ledger only grew between them, whichever is given first and whatever the file's line ends", async () => {
    for (const step of grown) {
      const asked: string[] = []
      const ask = async (from: number, to: number) => {
        asked.push(`${from} ${to}`)
        return answer(step)
      }
      const texts = [note(step.to).replaceAll("\n", "\r\n"), note(step.from).trim()] as const
      expect((await compareCheckpoints(texts, keys, ask)).is, `${step.from} ${step.to}`).toBe("grew")
      expect(asked).toEqual([`${step.from} ${step.to}`])
    }
    const same = await compareCheckpoints([note(5), note(5)], keys, async () => expect.fail("nothing to ask"))
    expect(same.is).toBe("same")
  })

  it("that do not follow each other say that it was rewritten, and what the portal answers cannot hide it", async () => {
    const ask = async () => answer(one)
    const other = { root: roots["2"] ?? "" }
    expect((await compareCheckpoints([note(one.from, other), note(one.to)], keys, ask)).is).toBe("rewritten")
    expect((await compareCheckpoints([note(one.from), note(one.to, other)], keys, ask)).is).toBe("rewritten")
    expect((await compareCheckpoints([note(7), note(7, other)], keys, ask)).is).toBe("rewritten")
    for (const path of [one.path.slice(1), [...one.path, roots["1"] ?? ""], one.path.toReversed()]) {
      const wrong = async () => answer({ ...one, path })
      expect((await compareCheckpoints([note(one.from), note(one.to)], keys, wrong)).is).toBe("rewritten")
    }
  })

  it("that are no such ones, or of which nothing is given, say nothing, and why", async () => {
    const none = async () => null
    const foreign = { by: generateKeyPairSync("ed25519") }
    const flipped = note(9).replace("\n9\n", "\n8\n")
    const cases: [string, string, object][] = [
      [note(5), "", { is: "unreadable", which: 2 }],
      ["сатып алуу тизмеси", note(5), { is: "unreadable", which: 1 }],
      [note(5), note(9, foreign), { is: "unknown_signer", which: 2 }],
      [flipped, note(5), { is: "false_signature", which: 1 }],
      [note(5), note(9, { origin: "other.example/ledger" }), { is: "unknown_signer", which: 2 }],
      [note(5), note(9), { is: "no_proof" }],
    ]
    for (const [first, second, why] of cases)
      expect(await compareCheckpoints([first, second], keys, none)).toEqual({ is: "unsaid", why })
    for (const bad of ["<html>", "old 5\nAAAA\n\n", "old 5\nnot base64\n\nx", "old 5"])
      expect(await compareCheckpoints([note(5), note(9)], keys, async () => bad)).toMatchObject({
        why: { is: "no_proof" },
      })
    const other = { by: generateKeyPairSync("ed25519"), origin: "other.example/ledger" }
    const theirs = await readKey(verifierKey({ name: other.origin, publicKey: raw(other.by.publicKey) }))
    const both = await compareCheckpoints([note(5), note(9, other)], theirs ? [...keys, theirs] : keys, none)
    expect(compareWords(both, compareTexts("en")).faults).toEqual([
      `They are of different ledgers: ${ORIGIN}, other.example/ledger.`,
    ])
  })
})

describe("receipt compare", () => {
  const folder = mkdtempSync(join(tmpdir(), "compare-"))
  afterAll(() => rmSync(folder, { recursive: true }))
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const key = verifierKey({ name: ORIGIN, publicKey: raw(pair.publicKey) })
  const run = async (...args: string[]) => {
    const said: string[] = []
    return [await receiptCommand(["compare", ...args], (line) => said.push(line)), said.join("\n")]
  }

  it("says the same offline, names the address of the proof where none is given, and answers wrong usage", async () => {
    const [older, newer] = [file("older", note(one.from)), file("newer", note(one.to))]
    const between = ["--key", key, "--proof", file("proof", answer(one))]
    const [code, said] = await run(newer, older, ...between)
    expect(code).toBe(0)
    expect(said).toContain(`The ledger only grew\nWhat is proven\n- The state over ${one.to} entries begins`)
    const forged = file("forged", note(one.from, { root: roots["2"] ?? "" }))
    expect(await run(forged, newer, ...between)).toEqual([1, expect.stringContaining("was rewritten")])
    expect(await run(older, newer, "--key", key)).toEqual([
      1,
      expect.stringContaining(`/ledger/consistency/${one.from}/${one.to}, and give it with --proof`),
    ])
    expect(await run(older, newer)).toEqual([2, expect.stringContaining("Give the key")])
    expect(await run(older, join(folder, "none"), ...between)).toEqual([
      2,
      expect.stringContaining("cannot be read"),
    ])
    for (const args of [[older], [older, newer, newer], ["--wat"], ["--lang", "de", older, newer]])
      expect((await run(...args, "--key", key))[0]).toBe(2)
    expect((await run("--help"))[0]).toBe(0)
  })
})
