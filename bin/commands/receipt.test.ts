import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import vectors from "@/lib/receipts/vectors.fixture.json" with { type: "json" }
import { receiptCommand } from "./receipt"

const folder = mkdtempSync(join(tmpdir(), "receipt-command-"))
afterAll(() => rmSync(folder, { recursive: true }))

const file = (name: string, text: string) => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const run = async (...args: string[]) => {
  const said: string[] = []
  return { code: await receiptCommand(args, (line) => said.push(line)), said: said.join("\n") }
}

describe("receipt verify", () => {
  const sound = file("sound.tlog-proof", vectors.receipts.opened)
  const changed = file("changed.tlog-proof", vectors.receipts.opened.replace("index 5", "index 4"))
  const { log, witness } = vectors.keys

  it("says in words what is proven and what is not, in three languages", async () => {
    const { code, said } = await run("verify", sound, "--key", log)
    expect(code).toBe(0)
    expect(said).toContain("The receipt holds")
    expect(said).toContain(
      "At 23.11.2026 16:00:00 (UTC+6) this was entered in the ledger: a step of a request",
    )
    expect(said).toContain("It is entry 6 of 9 in the ledger portal.example/log.")
    expect(said).toContain("What is not proven\n- That what was entered is true.")
    expect((await run("verify", sound, "--key", log, "--lang", "ky")).said).toContain("Тастыктама туура")
    expect((await run("verify", sound, "--key", log, "--lang", "ru")).said).toContain("Подтверждение верно")
  })

  it("names what does not hold, proves nothing then, and ends with 1", async () => {
    const { code, said } = await run("verify", sound, changed, "--key", log)
    expect(code).toBe(1)
    expect(said).toContain(`${sound}: The receipt holds`)
    expect(said).toContain(`${changed}: The receipt does not hold`)
    expect(said.slice(said.indexOf("changed"))).not.toContain("What is proven")
    const json = JSON.parse((await run("verify", sound, "--key", witness, "--json")).said)
    expect(json).toMatchObject({
      holds: false,
      receipts: [
        { holds: false, key: null, faults: [{ is: "unknown_signer", names: ["portal.example/log"] }] },
      ],
    })
  })

  it("answers wrong usage with how it is used: no file, no key, a broken key, an unreadable file", async () => {
    expect((await run("verify")).code).toBe(2)
    expect((await run("--help")).code).toBe(0)
    for (const keys of [[], ["--key", log.slice(0, -4)]]) {
      const { code, said } = await run("verify", sound, ...keys)
      expect([code, said]).toEqual([2, expect.stringContaining("Give the key to be believed with --key")])
    }
    expect(await run("verify", join(folder, "none"), "--key", log)).toEqual({
      code: 2,
      said: expect.stringContaining("cannot be read"),
    })
  })
})
