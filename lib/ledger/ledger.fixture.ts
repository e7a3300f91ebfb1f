import { randomUUID } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import pg from "pg"
import { freshDatabase } from "@/db/testing/database"
import { checkpointsFile } from "@/lib/configuration"
import { asWorker } from "@/lib/context"
import { type OpenHouse, openHouse } from "@/lib/house"
import { recordEach } from "@/lib/ledger/record"

/** A portal with nothing in it but a ledger: databases, a folder for the file of checkpoints, the owner's connection. */
export type Ledger = {
  house: OpenHouse
  owner: pg.Pool
  file: string
  /** Enters acts about one person, in one transaction; returns their entries' ids. */
  enter(count: number): Promise<string[]>
  subjectId: string
  close(): Promise<void>
}

export async function openLedger({ size }: { size?: number } = {}): Promise<Ledger> {
  const database = await freshDatabase()
  const home = mkdtempSync(path.join(tmpdir(), "ukuk-ledger-"))
  const configuration = {
    ...{
      port: 0,
      appUrl: "http://localhost:3000",
      home,
      policy: "policies/somo",
      demo: true,
      takeBackSeconds: 0,
    },
    ...{ databaseUrl: database.url, keysUrl: database.keysUrl, masterKey: database.masterKey },
    ...{ authSecret: "a secret of the tests, long enough", smtpUrl: null, smsUrl: null, oidc: null },
    ...{ noticesPerSecond: 1, connections: {}, webhookSecrets: {} },
  }
  const house = openHouse(configuration, { size: size ?? 4 })
  const owner = new pg.Pool({ connectionString: database.url, max: 4 })
  owner.on("error", () => undefined)
  const subjectId = randomUUID()
  await owner.query("insert into subjects (id) values ($1)", [subjectId])
  return {
    ...{ house, owner, subjectId, file: checkpointsFile(configuration) },
    enter: (count) =>
      asWorker(house, "test", { subject: subjectId }, (ctx) =>
        recordEach(
          ctx,
          Array.from({ length: count }, () => ({
            ...{ act: "data.confirmed" as const, subjectId, object: randomUUID() },
            payload: { said: "so" },
          })),
        ),
      ),
    async close() {
      await house.close()
      await owner.end()
      await database.drop()
      rmSync(home, { recursive: true, force: true })
    },
  }
}
