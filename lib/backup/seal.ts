import { createCipheriv, createDecipheriv } from "node:crypto"

/** Bytes of a piece before it is sealed: what is in memory at a time. */
const PIECE = 1 << 16
const TAG = 16

/** A piece was altered, cut off, or is in another's place. */
export class Unauthentic extends Error {
  override readonly name = "Unauthentic"
}

/**
 * Seals a stream in pieces (AES-256-GCM; Hoang, Reyhanitabar, Rogaway and Vizár's STREAM as age has it): the nonce counts
 * them and marks the last, so that none can be moved, left out or cut off. A key seals one stream alone.
 */
export async function* sealed(key: Buffer, plain: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let count = 0
  for await (const { piece, isLast } of inPieces(plain, PIECE)) {
    const cipher = createCipheriv("aes-256-gcm", key, nonceOf(count++, isLast))
    yield Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()])
  }
}

/** Opens what was sealed; nothing of a piece comes out before it is known to be genuine. Throws Unauthentic. */
export async function* opened(key: Buffer, cipherText: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let count = 0
  for await (const { piece, isLast } of inPieces(cipherText, PIECE + TAG))
    yield openPiece(key, nonceOf(count++, isLast), piece)
}

function openPiece(key: Buffer, nonce: Buffer, piece: Buffer): Buffer {
  if (piece.length < TAG) throw new Unauthentic("a piece is cut off")
  const decipher = createDecipheriv("aes-256-gcm", key, nonce)
  decipher.setAuthTag(piece.subarray(piece.length - TAG))
  const plain = decipher.update(piece.subarray(0, piece.length - TAG))
  try {
    decipher.final()
  } catch (cause) {
    throw new Unauthentic("a piece is not genuine", { cause })
  }
  return plain
}

function nonceOf(count: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUIntBE(count, 5, 6)
  nonce.writeUInt8(isLast ? 1 : 0, 11)
  return nonce
}

/** Pieces of exactly `size` bytes, and a last one of as many or fewer. */
async function* inPieces(
  source: AsyncIterable<Buffer>,
  size: number,
): AsyncGenerator<{ piece: Buffer; isLast: boolean }> {
  let [waiting, length]: [Buffer[], number] = [[], 0]
  for await (const bytes of source) {
    waiting.push(bytes)
    length += bytes.length
    if (length <= size) continue
    let all = Buffer.concat(waiting, length)
    for (; all.length > size; all = all.subarray(size)) yield { piece: all.subarray(0, size), isLast: false }
    ;[waiting, length] = [[all], all.length]
  }
  yield { piece: Buffer.concat(waiting, length), isLast: true }
}
