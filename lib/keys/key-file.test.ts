import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { afterEach, beforeEach, expect, it } from "vitest"
import { KeyFileFault, openKeyFile } from "@/lib/keys/key-file"
import { keyIdOf, MissingEpoch, oneKey, STANDING } from "@/lib/keys/provider"

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "ukuk-keys-"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const FIRST = Buffer.alloc(32, 1)
const KEY = FIRST.toString("base64")

function written(text: string, mode = 0o600): string {
  const file = path.join(folder, "master-keys")
  writeFileSync(file, text, { mode })
  chmodSync(file, mode)
  return file
}

it("a file with one line is the same as the variable: it opens and derives what that did", async () => {
  const [file, variable] = [openKeyFile(written(`1 ${KEY}\n`)), oneKey(FIRST)]
  const wrapped = await variable.wrap(1, "someone|data", Buffer.alloc(32, 5))
  expect(await file.unwrap("someone|data", wrapped)).toEqual(Buffer.alloc(32, 5))
  await expect(file.unwrap("another|data", wrapped)).rejects.toThrow()
  for (const use of STANDING) expect(file.derive(use)).toEqual(variable.derive(use))
  expect(await file.keyIds()).toEqual(await variable.keyIds())
  expect(openKeyFile(written(`# a word\n\n1 ${FIRST.toString("hex")}\n`)).derive("own")).toEqual(
    variable.derive("own"),
  )
})

it("a key's id tells nothing of it and is another for every key", () => {
  const id = keyIdOf(FIRST)
  expect(id).toMatch(/^[0-9a-f]{16}$/)
  expect(keyIdOf(Buffer.alloc(32, 2))).not.toBe(id)
  expect(FIRST.toString("hex")).not.toContain(id)
})

it("standing keys outlive the epoch they came from, which cannot be made of them, and whoever runs sees new epochs", async () => {
  const file = written(`1 ${KEY}\n`)
  const [ours, running] = [openKeyFile(file), openKeyFile(file)]
  const before = STANDING.map((use) => ours.derive(use))
  expect(ours.isSettled()).toBe(false)
  ours.settle()
  ours.settle()
  expect(ours.begin()).toBe(2)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const wrapped = await ours.wrap(2, "someone|data", Buffer.alloc(32, 6))
  expect(await running.unwrap("someone|data", wrapped)).toEqual(Buffer.alloc(32, 6))
  ours.forget(1)
  const text = readFileSync(file, "utf8")
  expect([text.includes(KEY), /^1 /m.test(text)]).toEqual([false, false])
  for (const each of [ours, running, openKeyFile(file)]) {
    expect(STANDING.map((use) => each.derive(use))).toEqual(before)
    expect([...(await each.keyIds()).keys()]).toEqual([2])
    await expect(each.unwrap("x", await oneKey(FIRST).wrap(1, "x", FIRST))).rejects.toThrow(MissingEpoch)
  }
  writeFileSync(file, "1 half a li")
  expect([...(await running.keyIds()).keys()]).toEqual([2])
})

it.each([
  ["read by others", `1 ${KEY}`, 0o640, "may be read by others than its owner: run chmod 600 on it."],
  ["nothing", "# none", 0o600, "holds no epoch."],
  [
    "a short key",
    `1 ${KEY}\n2 ${KEY.slice(8)}`,
    0o600,
    'has a line 2 that is neither "EPOCH KEY" nor "standing USE KEY" with 32 bytes in base64.',
  ],
  [
    "an epoch beyond the cell's format",
    `70000 ${KEY}`,
    0o600,
    'has a line 1 that is neither "EPOCH KEY" nor "standing USE KEY" with 32 bytes in base64.',
  ],
  ["one twice", `1 ${KEY}\n1 ${KEY}`, 0o600, "names epoch 1 twice."],
  ["no standing keys", `2 ${KEY}`, 0o600, "holds neither epoch 1 nor the standing keys made of it."],
  [
    "half of them",
    `2 ${KEY}\nstanding own ${KEY}`,
    0o600,
    "lacks standing keys: put back a whole copy of it.",
  ],
])("a file with %s is refused in a sentence that holds no key", (_what, text, mode, sentence) => {
  const file = written(text, mode)
  const fault = new KeyFileFault(`The file of master keys ${file} ${sentence}`)
  expect(() => openKeyFile(file)).toThrow(fault)
  expect(fault.message).not.toContain(KEY.slice(8))
  expect(() => openKeyFile(folder)).toThrow(/is not a file\.$/)
  expect(() => openKeyFile(`${file}.none`)).toThrow(/cannot be read/)
})
