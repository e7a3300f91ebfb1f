import { expect, it } from "vitest"
import { opened, sealed, Unauthentic } from "@/lib/backup/seal"

const key = Buffer.alloc(32, 5)
const PIECE = 1 << 16
const SEALED = PIECE + 16

async function* of(...chunks: Buffer[]) {
  yield* chunks
}

async function all(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const found: Buffer[] = []
  for await (const each of stream) found.push(each)
  return Buffer.concat(found)
}

const bytes = (length: number) => Buffer.from(Array.from({ length }, (_, n) => (n * 7 + (n >> 8)) & 255))
const seal = (plain: Buffer) => all(sealed(key, of(plain)))
const open = (cipher: Buffer, chunk = 1_000) =>
  all(
    opened(
      key,
      of(
        ...Array.from({ length: Math.ceil(cipher.length / chunk) }, (_, n) =>
          cipher.subarray(n * chunk, (n + 1) * chunk),
        ),
      ),
    ),
  )

it("opens to what was sealed, whatever its length and however it arrives", async () => {
  for (const length of [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 5]) {
    const plain = bytes(length)
    const cipher = await seal(plain)
    expect(cipher.length).toBe(length + 16 * Math.max(1, Math.ceil(length / PIECE)))
    for (const chunk of [999, SEALED, 1 << 20])
      expect((await open(cipher, chunk)).equals(plain), `${length} by ${chunk}`).toBe(true)
  }
})

it("flipped anywhere, cut anywhere, lengthened, or with its pieces in another order, it is refused", async () => {
  const cipher = await seal(bytes(3 * PIECE + 5))
  const pieces = [0, 1, 2, 3].map((n) => cipher.subarray(n * SEALED, (n + 1) * SEALED))
  const order = (...wanted: number[]) => Buffer.concat(wanted.map((n) => pieces[n] ?? Buffer.alloc(0)))
  for (const at of [0, PIECE, SEALED - 1, SEALED, 2 * SEALED + 7, cipher.length - 17, cipher.length - 1]) {
    const flipped = Buffer.from(cipher)
    flipped.writeUInt8(flipped.readUInt8(at) ^ 128, at)
    await expect(open(flipped), `${at}`).rejects.toThrow(Unauthentic)
  }
  const others = [order(0, 1, 2), order(0), order(1, 0, 2, 3), order(0, 2, 3), order(0, 1, 1, 2, 3), order(3)]
  const cuts = [0, 1, 15, 16, SEALED - 1, cipher.length - 1].map((length) => cipher.subarray(0, length))
  for (const wrong of [
    ...others,
    ...cuts,
    Buffer.concat([cipher, Buffer.alloc(1)]),
    Buffer.concat([cipher, cipher]),
  ])
    await expect(open(wrong)).rejects.toThrow(Unauthentic)
  await expect(all(opened(Buffer.alloc(32, 6), of(cipher)))).rejects.toThrow(Unauthentic)
})

it("lets out nothing of a piece that is not genuine, nor anything after it", async () => {
  const plain = bytes(3 * PIECE)
  const cipher = await seal(plain)
  cipher.writeUInt8(cipher.readUInt8(SEALED + 3) ^ 1, SEALED + 3)
  const out: Buffer[] = []
  const reading = async () => {
    for await (const each of opened(key, of(cipher))) out.push(each)
  }
  await expect(reading()).rejects.toThrow(Unauthentic)
  expect(Buffer.concat(out).equals(plain.subarray(0, PIECE))).toBe(true)
})
