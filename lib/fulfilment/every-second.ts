import { logFault } from "@/lib/log"

const EVERY_MS = 1_000

/** Does the work about a part, and tells of it once a second for as long as it goes on. */
export async function everySecond<T>(
  part: string,
  tell: () => Promise<void>,
  work: () => Promise<T>,
): Promise<T> {
  let telling: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    // That it could not be told stops nothing: what was done says so itself at its end.
    telling = telling.then(tell).catch((error: unknown) => logFault("steps", error, { ref: part }))
  }, EVERY_MS)
  try {
    return await work()
  } finally {
    clearInterval(timer)
    await telling
  }
}
