import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto"

const FORMAT = 0x01

/** AES-256-GCM with a random nonce: `0x01 | key version u16 | nonce 12 | ciphertext | tag 16`. */
export function sealCell(key: Buffer, version: number, associated: string, plain: Buffer): Buffer {
  const head = Buffer.alloc(3)
  head.writeUInt8(FORMAT, 0)
  head.writeUInt16BE(version, 1)
  const nonce = randomBytes(12)
  const cipher = createCipheriv("aes-256-gcm", key, nonce)
  cipher.setAAD(Buffer.concat([head, Buffer.from(associated)]))
  const body = [cipher.update(plain), cipher.final()]
  return Buffer.concat([head, nonce, ...body, cipher.getAuthTag()])
}

/** The key version a cell was sealed under. Throws when the format is not ours. */
export function cellVersion(cell: Buffer): number {
  if (cell.length < 31 || cell.readUInt8(0) !== FORMAT) throw new Error("this is not a sealed cell")
  return cell.readUInt16BE(1)
}

/** Opens a cell; a cell moved to another row, cut or altered throws, never gives garbage. */
export function openCell(key: Buffer, associated: string, cell: Buffer): Buffer {
  cellVersion(cell)
  const decipher = createDecipheriv("aes-256-gcm", key, cell.subarray(3, 15))
  decipher.setAAD(Buffer.concat([cell.subarray(0, 3), Buffer.from(associated)]))
  decipher.setAuthTag(cell.subarray(cell.length - 16))
  const plain = decipher.update(cell.subarray(15, cell.length - 16))
  // GCM holds nothing back for the end, where the tag is checked.
  const rest = decipher.final()
  return rest.length === 0 ? plain : Buffer.concat([plain, rest])
}
