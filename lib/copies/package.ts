import { and, eq } from "drizzle-orm"
import { packagePieces, packages } from "@/db/schema/copies"
import type { Ctx, SystemActor } from "@/lib/context"
import { record } from "@/lib/ledger/record"
import type { Part } from "@/lib/requests/access"
import type { ReadingRight } from "@/lib/requests/scope"

/** For how many days a package can be saved; then it goes, and another can be asked for. */
const KEPT_DAYS = 30
const DAY_MS = 86_400_000

/** What a package holds, for pages and letters: codes of the policy, counts, and until when each category is kept. */
export type Summary = {
  right: ReadingRight
  items: number
  categories: { code: string; items: number; masked: number; until: string[] }[]
  sources: { name: string; known: boolean; at: string }[]
  disclosures: { recipient: string; purpose: string; at: string }[]
}

/** A package as it was made, before it is sealed: size in bytes, SHA-256. */
export type Made = { size: number; hash: Buffer; summary: Summary }
export type Package = Made & { id: string; at: Date; expiresAt: Date }

type Owner = Pick<Part, "id" | "subjectId">

const key = (subjectId: string) => ({ id: subjectId, purpose: "data" }) as const
const placeOf = (id: string, position: number) => `package_pieces.body|${id}|${position}`

/** Begins the package of a part anew: what an earlier try left, or what is over, goes. */
export async function beginPackage(ctx: Ctx<SystemActor>, { id, subjectId }: Owner): Promise<void> {
  await ctx.db.delete(packages).where(eq(packages.id, id))
  const nothing = Buffer.alloc(0)
  const expiresAt = new Date(ctx.now.getTime() + DAY_MS)
  await ctx.db
    .insert(packages)
    .values({ id, partId: id, subjectId, body: nothing, size: 0, hash: nothing, at: ctx.now, expiresAt })
}

/** How many items were taken of how many the sources said they hold. */
export type Progress = { taken: number; counted: number }

/** Says how far the making of a package is. */
export async function markTaken(
  ctx: Ctx<SystemActor>,
  { id }: Pick<Part, "id">,
  at: Progress,
): Promise<void> {
  await ctx.db.update(packages).set(at).where(eq(packages.id, id))
}

/** Keeps one piece of a package that is being made, sealed under the person's data key. */
export async function keepPiece(
  ctx: Ctx<SystemActor>,
  { id, subjectId }: Owner,
  position: number,
  bytes: Buffer,
): Promise<void> {
  const body = await ctx.vault.seal(key(subjectId), placeOf(id, position), bytes)
  await ctx.db.insert(packagePieces).values({ packageId: id, position, subjectId, body })
}

/** From here on the package can be saved. */
export async function sealPackage(
  ctx: Ctx<SystemActor>,
  { id, subjectId }: Owner,
  made: Made,
): Promise<void> {
  const { size, hash, summary } = made
  const expiresAt = new Date(ctx.now.getTime() + KEPT_DAYS * DAY_MS)
  const body = await ctx.vault.seal(key(subjectId), `packages.body|${id}`, JSON.stringify(summary))
  await ctx.db
    .update(packages)
    .set({ body, size, hash, at: ctx.now, expiresAt, sealedAt: ctx.now })
    .where(eq(packages.id, id))
  await record(ctx, "package.sealed", {
    subjectId,
    object: id,
    payload: { size, hash: hash.toString("hex") },
  })
}

/** Erased data does not stay behind in packages: all of the person's go, saved or not. */
export async function dropPackages(ctx: Ctx<SystemActor>, subjectId: string): Promise<void> {
  await ctx.db.delete(packages).where(eq(packages.subjectId, subjectId))
}

/** The sealed package of a part that the actor may see, or null where there is none or its days are over. */
export async function packageOf(ctx: Ctx, partId: string): Promise<Package | null> {
  const rows = await ctx.db.select().from(packages).where(eq(packages.id, partId))
  const row = rows[0]
  if (!row?.sealedAt || row.expiresAt <= ctx.now) return null
  const { id, subjectId, size, hash, at, expiresAt } = row
  const plain = await ctx.vault.open(key(subjectId), `packages.body|${id}`, row.body)
  return { id, size, hash, at, expiresAt, summary: JSON.parse(plain.toString()) as Summary }
}

/** One piece of a package, opened; null after the last. */
async function pieceOf(ctx: Ctx, id: string, position: number): Promise<Buffer | null> {
  const rows = await ctx.db
    .select({ body: packagePieces.body, subjectId: packagePieces.subjectId })
    .from(packagePieces)
    .where(and(eq(packagePieces.packageId, id), eq(packagePieces.position, position)))
  const row = rows[0]
  return row ? ctx.vault.open(key(row.subjectId), placeOf(id, position), row.body) : null
}

/** The bytes of a package in pieces, each taken in a transaction of its own, so that a slow reader holds none open. */
export async function* piecesOf(
  id: string,
  open: <T>(work: (ctx: Ctx) => Promise<T>) => Promise<T>,
): AsyncGenerator<Buffer> {
  for (let position = 0; ; position += 1) {
    const piece = await open((ctx) => pieceOf(ctx, id, position))
    if (!piece) return
    yield piece
  }
}
