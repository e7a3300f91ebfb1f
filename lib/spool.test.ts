import { randomBytes } from "node:crypto"
import { expect, it } from "vitest"
import { Coming } from "@/lib/copies/coming"
import { Gathered } from "@/lib/copies/gathered"
import { openSpool } from "@/lib/spool"

it("blocks come out as they went in, those in memory and those in the file, until the spool is closed", async () => {
  const spool = await openSpool()
  const blocks = Array.from({ length: 4 }, () => randomBytes(3 << 20))
  for (const block of blocks) await spool.append("a", block)
  await spool.append("b", Buffer.from("small"))
  expect((await spool.block("a", 3)).equals(blocks[3] ?? Buffer.alloc(0))).toBe(true)
  const found: Buffer[] = []
  for await (const block of spool.blocks("a")) found.push(block)
  expect(Buffer.concat(found).equals(Buffer.concat(blocks))).toBe(true)
  expect(String(await spool.block("b", 0))).toBe("small")
  await expect(spool.block("b", 1)).rejects.toThrow("no such block")
  await spool.close()
  await expect(spool.block("a", 0)).rejects.toThrow("no such block")
  await expect(spool.append("a", Buffer.from("late"))).rejects.toThrow("closed")
})

it("what comes is waited for, and what fails fails whoever waits, and whoever looks at what was there", async () => {
  const [whole, broken] = [new Coming("a"), new Coming("b")]
  const [first, second] = [whole.opener(0), whole.opener(1)]
  const open = () => []
  whole.came(2, open)
  expect(await first).toBe(open)
  whole.end()
  expect(await second).toBeNull()
  expect(whole.items).toBe(2)
  broken.came(1, open)
  const waiting = broken.opener(1)
  broken.fail(new Error("gone"))
  await expect(waiting).rejects.toThrow("gone")
  await expect(broken.opener(0)).rejects.toThrow("gone")
})

it("texts are gathered into pieces of bounded size, one longer than a piece too, and no letter is lost", () => {
  const gathered = new Gathered()
  const texts = [
    ...Array.from({ length: 5_000 }, (_, n) => `Баракчанын дареги ${n}; `),
    "ө".repeat(200_000),
    "z",
  ]
  const pieces: Buffer[] = []
  for (const text of texts) {
    gathered.add(text)
    gathered.copy(Buffer.from("|"))
    if (gathered.isReady) pieces.push(...gathered.taken())
  }
  expect(pieces.length).toBeGreaterThan(1)
  pieces.push(...gathered.rest())
  expect(String(Buffer.concat(pieces))).toBe(texts.map((text) => `${text}|`).join(""))
  expect(Math.max(...pieces.slice(0, -2).map(({ length }) => length))).toBeLessThanOrEqual(1 << 17)
  expect(gathered.rest()).toEqual([])
})
