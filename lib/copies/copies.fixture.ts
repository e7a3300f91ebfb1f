import { randomUUID } from "node:crypto"
import { unzipSync } from "fflate"
import { asSigned, type Signed, type SubjectActor } from "@/lib/context"
import type { Saved } from "@/lib/copies/my-package"
import { elevateSession, whoIs } from "@/lib/people/sessions"
import type { Part } from "@/lib/requests/access"
import { prepareReading, type ReadingAsked } from "@/lib/requests/prepare-reading"
import { readyToSign, signRequest } from "@/lib/requests/sign"
import type { OpenDeployment } from "@/lib/testing/open-deployment"

type Deployment = Pick<OpenDeployment, "house" | "owner">

/** Somebody asks for what is held, as on the screen. */
export async function askForCopy(
  { house }: Deployment,
  signed: Signed<SubjectActor>,
  password: string,
  asked: Omit<ReadingAsked, "to"> & { to?: string },
): Promise<Part> {
  const { intent } = await prepareReading(house, signed, { to: "", ...asked })
  const ready = await readyToSign(house, signed, { intent, password })
  return asSigned(house, signed, randomUUID(), (ctx) => signRequest(ctx, ready))
}

/** The same person after they typed their password again. */
export async function proved(
  { house }: Deployment,
  { token }: Signed<SubjectActor>,
): Promise<Signed<SubjectActor>> {
  const found = await whoIs(house, (await elevateSession(house, token)) ?? "")
  if (found.is !== "actor") throw new Error("the session ended")
  return found.signed as Signed<SubjectActor>
}

/** The bytes of a package as they were saved. */
export async function bytesOf({ bytes }: Pick<Saved, "bytes">): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of bytes) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** The files of a package by name. */
export const filesIn = (zip: Buffer): Map<string, Buffer> =>
  new Map(Object.entries(unzipSync(zip)).map(([name, bytes]) => [name, Buffer.from(bytes)]))

/** A source's database takes no connection, or takes them again. */
export async function reach({ owner }: Deployment, sourceUrl: string, open: boolean): Promise<void> {
  const name = new URL(sourceUrl).pathname.slice(1)
  await owner.query(`alter database "${name}" allow_connections ${open}`)
  if (!open)
    await owner.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usename = 'ukuk_connector'",
      [name],
    )
}
