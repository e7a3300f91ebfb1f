import { TooMany } from "@/lib/errors"

const AT_ONCE = 2
const QUEUE = 50
export const HASHING_AGAIN_SECONDS = 10

// Pages, route handlers and the proxy are bundled apart; the processor is one, and so is the queue before it.
const shared = globalThis as { ukukHashing?: { running: number; waiting: (() => void)[] } }
const queue = () => {
  shared.ukukHashing ??= { running: 0, waiting: [] }
  return shared.ukukHashing
}

/** Whether whoever comes with a password now is told to come back. */
export const isHashingFull = (): boolean => queue().waiting.length >= QUEUE

/**
 * Two hashes at a time and fifty in the queue: a flood of sign-ins is told to come back, not given the processor. Throws
 * TooMany.
 */
export async function queued<T>(work: () => Promise<T>): Promise<T> {
  const line = queue()
  if (line.running >= AT_ONCE) {
    if (isHashingFull()) throw new TooMany(HASHING_AGAIN_SECONDS)
    await new Promise<void>((go) => line.waiting.push(go))
  } else line.running++
  try {
    return await work()
  } finally {
    const next = line.waiting.shift()
    if (next) next()
    else line.running--
  }
}
