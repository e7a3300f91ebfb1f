import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { fromBase64, utf8 } from "@/lib/receipts/bytes"
import { checkReceipt, type Fault } from "@/lib/receipts/check-receipt"
import { isContinued, leafHash, rootAbove } from "@/lib/receipts/merkle"
import { receiptText } from "@/lib/receipts/receipt"
import { type KnownKey, keyText, readKey, readNote, signedBy } from "@/lib/receipts/signed-note"
import { readProof } from "@/lib/receipts/tlog-proof"
// Made by a program of its own in Python: hashes by hashlib, signatures by OpenSSL.
import vectors from "./vectors.fixture.json" with { type: "json" }

const bytes = (base64: string) => fromBase64(base64) ?? expect.fail("not base64")
const key = async (text: string): Promise<KnownKey> => (await readKey(text)) ?? expect.fail("not a key")
const rootOf = (size: number) => bytes((vectors.roots as Record<string, string>)[size] ?? "")
const log = await key(vectors.keys.log)
const witness = await key(vectors.keys.witness)
const { opened, closed } = vectors.receipts

describe("the tree", () => {
  it("has each entry where another program proves it, and nowhere else", async () => {
    for (const { size, index, path } of vectors.inclusion) {
      const leaf = await leafHash(utf8(`leaf ${index}`))
      const at = (place: number, hashes = path) => rootAbove({ index: place, size }, leaf, hashes.map(bytes))
      expect(await at(index), `${index} of ${size}`).toEqual(rootOf(size))
      for (let other = 0; other <= size; other += 1)
        if (other !== index) expect(await at(other)).not.toEqual(rootOf(size))
      expect(await at(index, [...path, vectors.roots["1"]])).toBe(null)
      if (path.length > 0) expect(await at(index, path.slice(1))).not.toEqual(rootOf(size))
    }
  })

  it("goes on from an older one as another program proves it, never from a different one", async () => {
    for (const { from, to, path } of vectors.consistency) {
      const [older, newer] = [
        { size: from, root: rootOf(from) },
        { size: to, root: rootOf(to) },
      ]
      expect(await isContinued(older, newer, path.map(bytes)), `${from} to ${to}`).toBe(true)
      const forked = { size: from, root: await leafHash(utf8("another")) }
      expect(await isContinued(forked, newer, path.map(bytes))).toBe(false)
      expect(await isContinued(older, { size: to, root: forked.root }, path.map(bytes))).toBe(false)
      if (from < to) expect(await isContinued(newer, older, path.map(bytes))).toBe(false)
    }
  })
})

describe("a note", () => {
  it("is signed by the keys that are known, one or several, whatever the lines of its text", async () => {
    const [checkpoint = "", poem = ""] = vectors.notes
    expect(await signedBy(readNote(checkpoint), [log])).toEqual({ is: "known", key: log })
    expect(await signedBy(readNote(checkpoint), [witness])).toEqual({ is: "known", key: witness })
    expect(await signedBy(readNote(poem), [log])).toEqual({ is: "unknown", names: [witness.name] })
    expect(await signedBy(readNote(poem.replace("sera", "sero")), [witness])).toEqual({
      is: "false",
      name: witness.name,
    })
  })

  it("is signed by no key whose id is another's", async () => {
    expect(await readKey(vectors.keys.log.replace(/\+[0-9a-f]{8}\+/, "+00000000+"))).toBe(null)
    expect(await keyText(log.name, log.bytes)).toBe(vectors.keys.log)
    expect(await readKey("portal.example/log")).toBe(null)
  })
})

const faultsOf = async (receipt: string, keys = [log]) => (await checkReceipt(utf8(receipt), keys)).faults

describe("a receipt", () => {
  it("says what was entered and where, with its content or without", async () => {
    const { entry, ...verdict } = await checkReceipt(utf8(opened), [witness, log])
    expect(verdict).toEqual({
      holds: true,
      faults: [],
      content: '{"event":"approve","from":"proposed","to":"fulfilling","кантип":"Өкүл"}',
      tree: { origin: "portal.example/log", size: 9, index: 5 },
      key: log,
    })
    expect(entry).toMatchObject({ act: "part.moved", at: "2026-11-23T10:00:00.000Z" })
    expect(await checkReceipt(utf8(closed), [log])).toMatchObject({ holds: true, content: null })
  })

  it("is written the way it is read", () => {
    const { extra, index, path, note } = readProof(opened)
    const carried = JSON.parse(new TextDecoder().decode(extra ?? undefined))
    const checkpoint = opened.slice(opened.indexOf("\n\n") + 2)
    expect(note.signatures).toHaveLength(1)
    expect(receiptText({ leaf: carried.leaf, opened: carried }, { index, path, checkpoint })).toBe(opened)
  })

  it("does not hold with any single bit of it flipped, and the fault is named", async () => {
    const sound = utf8(opened)
    const named = new Set<string>()
    for (let at = 0; at < sound.length; at += 1) {
      const flipped = sound.slice()
      flipped[at] = (sound[at] ?? 0) ^ (1 << (at % 8))
      const { holds, faults } = await checkReceipt(flipped, [log])
      expect([at, holds, faults.length > 0]).toEqual([at, false, true])
      for (const fault of faults) named.add(fault.is === "unreadable" ? fault.piece : fault.is)
    }
    const pieces = ["head", "content", "index", "path", "checkpoint", "signature"]
    expect([...named].sort()).toEqual([...pieces, "not_in_tree", "unknown_signer", "false_signature"].sort())
  })

  it("names what was changed: content, entry, tree, signer, log", async () => {
    const carried = JSON.parse(new TextDecoder().decode(readProof(opened).extra ?? undefined))
    const { index, path } = readProof(opened)
    const checkpoint = opened.slice(opened.indexOf("\n\n") + 2)
    const rewritten = (change: object, proof: object = {}) => {
      const said = { ...carried, ...change }
      return receiptText({ leaf: said.leaf, opened: said }, { index, path, checkpoint, ...proof })
    }
    const cases: [string, Fault["is"][]][] = [
      [rewritten({}), []],
      [rewritten({ content: carried.content.replace("approve", "refuse") }), ["content"]],
      [rewritten({ leaf: carried.leaf.replace("part.moved", "part.lost") }), ["not_in_tree"]],
      [rewritten({}, { index: 4 }), ["not_in_tree"]],
      [rewritten({}, { checkpoint: vectors.notes[0] }), ["not_in_tree"]],
      [
        rewritten({}, { checkpoint: checkpoint.replace("log\n9\n", "log\n8\n") }),
        ["not_in_tree", "false_signature"],
      ],
      [
        rewritten({}, { checkpoint: checkpoint.replace("portal.example/log\n9", "portal.example/lok\n9") }),
        ["false_signature"],
      ],
    ]
    for (const [receipt, faults] of cases)
      expect((await faultsOf(receipt)).map(({ is }) => is)).toEqual(faults)
    expect(await faultsOf(opened, [witness])).toEqual([{ is: "unknown_signer", names: [log.name] }])
    expect(await faultsOf("a shopping list\n")).toEqual([{ is: "unreadable", piece: "head" }])
  })

  it("of another log is none of ours, though our key signed it", async () => {
    const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])
    if (!("privateKey" in pair)) return expect.fail("no pair")
    const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey))
    const own = await key(await keyText("portal.example/other", raw))
    const { index, path, note } = readProof(closed)
    const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", pair.privateKey, utf8(note.text)))
    const id = Buffer.from(own.id, "hex")
    const line = `— ${own.name} ${Buffer.concat([id, signature]).toString("base64")}\n`
    const { leaf } = JSON.parse(new TextDecoder().decode(readProof(closed).extra ?? undefined))
    const receipt = receiptText({ leaf, opened: null }, { index, path, checkpoint: `${note.text}\n${line}` })
    expect(await faultsOf(receipt, [own])).toEqual([{ is: "other_log", origin: "portal.example/log" }])
  })
})

describe("the script that needs nothing of the portal", () => {
  const folder = mkdtempSync(join(tmpdir(), "receipts-"))
  afterAll(() => rmSync(folder, { recursive: true }))

  /** What the script says of each file: whether it holds. One run for all of them. */
  const said = (files: readonly (string | Buffer)[]) => {
    const paths = files.map((file, i) => {
      const path = join(folder, `${i}.tlog-proof`)
      writeFileSync(path, file)
      return path
    })
    const ran = spawnSync("python3", ["public/check-receipt.py", ...paths, "--key", vectors.keys.log])
    return {
      code: ran.status,
      holds: ran.stdout
        .toString()
        .trim()
        .split("\n")
        .map((line) => line.includes(": holds.")),
    }
  }

  it("agrees with ours on sound receipts and on every byte flipped", { timeout: 60_000 }, () => {
    expect(said([opened, closed])).toEqual({ code: 0, holds: [true, true] })
    const sound = Buffer.from(opened)
    const flipped = [...sound.keys()].map((at) => {
      const copy = Buffer.from(sound)
      copy[at] = (sound[at] ?? 0) ^ (1 << (at % 8))
      return copy
    })
    expect(said(flipped)).toEqual({ code: 1, holds: flipped.map(() => false) })
  })
})
