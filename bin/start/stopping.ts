const watchEvery = 500

/**
 * Calls `stop` on Ctrl-C, on a polite request to end, when the terminal closes, and, under npm, when npm
 * itself was killed and can no longer pass a signal on. A second Ctrl-C changes nothing: the end is under way.
 */
export function whenAskedToStop(stop: () => void): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop())
  if (process.env.npm_lifecycle_event !== "start") return
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) stop()
  }, watchEvery).unref()
}
