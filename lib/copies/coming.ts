import type { CopiedRecord } from "@/lib/copies/copied-item"

/** How a block in the spool is opened. */
export type Opener = (text: string) => Iterable<CopiedRecord>

/** What one source gives of a category, as it comes: the blocks of this name in the spool. */
export class Coming {
  /** So many items came. */
  items = 0
  private readonly openers: Opener[] = []
  private readonly waiting: (() => void)[] = []
  private isWhole = false
  private failure: unknown

  constructor(readonly name: string) {}

  /** One more block lies in the spool. */
  came(items: number, open: Opener): void {
    this.items += items
    this.openers.push(open)
    this.tell()
  }

  /** No more blocks come. */
  end(): void {
    this.isWhole = true
    this.tell()
  }

  /** What is here is not to be used: something of it, or of another source, never came. */
  fail(failure: unknown): void {
    this.failure = failure
    this.end()
  }

  /** How the block at a place is opened, once it is there; null after the last. Throws what it failed with. */
  async opener(at: number): Promise<Opener | null> {
    while (at >= this.openers.length && !this.isWhole) await new Promise<void>((go) => this.waiting.push(go))
    if (this.failure) throw this.failure
    return this.openers[at] ?? null
  }

  private tell(): void {
    for (const go of this.waiting.splice(0)) go()
  }
}
