import { type ChildProcess, spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import pg from "pg"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { embeddedUrl, openEmbedded, startEmbedded } from "@/db/embedded"
import { readState } from "@/db/embedded/place"
import { endProcess, startMark } from "@/db/embedded/process"

let home: string
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), "ukuk-embedded-"))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

async function ask<T>(url: string, sql: string): Promise<T | undefined> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query({ text: sql, rowMode: "array" })
    return rows[0]?.[0]
  } finally {
    await client.end()
  }
}

/** A process of its own that starts the server and then only lives. */
async function startInAnotherProcess(): Promise<ChildProcess> {
  const program = `
    const { startEmbedded } = await import("./db/embedded.ts")
    await startEmbedded({ home: ${JSON.stringify(home)}, durable: false })
    console.log("up")
    setInterval(() => undefined, 1000)`
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once("data", () => resolve())
    child.once("exit", () => reject(new Error("the other process ended")))
  })
  return child
}

const serverPid = () =>
  Number(readFileSync(path.join(readState(home)?.data ?? "", "postmaster.pid"), "utf8").split("\n")[0])

describe("the embedded server", () => {
  it("starts, keeps what was written over a restart on the same port, and leaves nothing when stopped", async () => {
    const first = await startEmbedded({ home, durable: false })
    const pid = serverPid()
    await ask(first.url, "create table kept as select 7 as n")
    await expect(startEmbedded({ home })).rejects.toThrow(/in use by process/)
    const beside = await openEmbedded(home)
    await beside.stop()
    expect(await ask(beside.url, "select n from kept")).toBe(7)
    await first.stop()
    expect(startMark(pid)).toBeNull()
    const alone = await openEmbedded(home)
    expect(await ask(alone.url, "select n from kept")).toBe(7)
    await alone.stop()
    await expect(ask(alone.url, "select 1")).rejects.toThrow()

    const second = await startEmbedded({ home })
    expect(second.port).toBe(first.port)
    expect(second.url).toBe(embeddedUrl(home))
    expect(await ask(second.url, "select n from kept")).toBe(7)
    await second.stop()
    await expect(ask(second.url, "select 1")).rejects.toThrow()
  })

  it("speaks to this machine with a password alone, sorts by code point, and writes no values to its log", async () => {
    const server = await startEmbedded({ home, durable: false })
    const stranger = server.url.replace(/postgres:[0-9a-f]+@/, "postgres:guess@")
    await expect(ask(stranger, "select 1")).rejects.toThrow(/password authentication failed/)
    expect(await ask(server.url, "show listen_addresses")).toBe("127.0.0.1")
    expect(await ask(server.url, "select datlocale from pg_database where datname = 'postgres'")).toBe(
      "C.UTF-8",
    )
    expect(await ask(server.url, "select lower('ӨҢҮ')")).toBe("өңү")
    expect(await ask(server.url, `select 'ө' < 'п' collate "ky-x-icu"`)).toBe(true)
    await ask(server.url, "create table person (pin text primary key)")
    await ask(server.url, "insert into person values ('21505199000004')")
    await expect(ask(server.url, "insert into person values ('21505199000004')")).rejects.toThrow(/duplicate/)
    await server.stop()
    const log = readFileSync(path.join(home, "postgres.log"), "utf8")
    expect(log).toContain("duplicate key")
    expect(log).not.toContain("21505199000004")
    expect(statSync(path.join(home, "postgres.json")).mode & 0o077).toBe(0)
  })

  it("starts again after its parent was killed, and refuses while the parent lives", async () => {
    const parent = await startInAnotherProcess()
    const orphan = serverPid()
    await expect(startEmbedded({ home })).rejects.toThrow(/in use by process/)
    parent.kill("SIGKILL")
    await new Promise((resolve) => parent.once("exit", resolve))
    expect(startMark(orphan)).not.toBeNull()

    const server = await startEmbedded({ home, durable: false })
    expect(startMark(orphan)).toBeNull()
    expect(await ask(server.url, "select 1")).toBe(1)
    await server.stop()
  })

  it("comes up after the server itself was killed and its files were left behind", async () => {
    const first = await startEmbedded({ home, durable: false })
    await endProcess(serverPid(), ["SIGKILL"], 10_000)
    await first.ended
    await first.stop()
    const second = await startEmbedded({ home, durable: false })
    expect(await ask(second.url, "select 1")).toBe(1)
    await second.stop()
  })

  it("serves a home inside a folder that other users cannot enter", async () => {
    const closed = path.join(home, "closed")
    mkdirSync(closed, { mode: 0o700 })
    const server = await startEmbedded({ home: path.join(closed, "home"), durable: false })
    expect(await ask(server.url, "select 1")).toBe(1)
    await server.stop()
    const data = readState(path.join(closed, "home"))?.data ?? ""
    if (process.getuid?.() === 0) expect(data).toMatch(/^\/var\/lib\/ukuk\//)
    rmSync(path.dirname(data), { recursive: true, force: true })
  })
})
