/** Bytes that are given out at once. */
const PIECE = 1 << 17

/**
 * Texts gathered as UTF-8 into pieces of bounded size. What a long list says again and again is made into bytes once and
 * copied: to join the letters first costs several times as much.
 */
export class Gathered {
  private bytes = Buffer.allocUnsafeSlow(PIECE)
  private length = 0
  private readonly ready: Buffer[] = []

  add(text: string): void {
    // A letter takes three bytes at most.
    this.makeRoom(3 * text.length)
    this.length += this.bytes.write(text, this.length)
  }

  copy(bytes: Buffer): void {
    this.makeRoom(bytes.length)
    this.bytes.set(bytes, this.length)
    this.length += bytes.length
  }

  /** Whether pieces wait to be taken. */
  get isReady(): boolean {
    return this.ready.length > 0
  }

  /** The pieces that are full; what came after them stays. */
  taken(): Buffer[] {
    return this.ready.splice(0)
  }

  /** All there is. */
  rest(): Buffer[] {
    this.cut(PIECE)
    return this.taken()
  }

  private makeRoom(bytes: number): void {
    if (this.length + bytes > this.bytes.length) this.cut(Math.max(PIECE, bytes))
  }

  private cut(next: number): void {
    if (this.length > 0) this.ready.push(this.bytes.subarray(0, this.length))
    this.bytes = Buffer.allocUnsafeSlow(next)
    this.length = 0
  }
}
