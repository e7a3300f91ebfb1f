type Fields = { ms?: number; status?: number; code?: string; route?: string; job?: string; ref?: string }

/** The one log line: an event and fields of a closed list. No messages of drivers, no addresses, no contents. */
export function log(event: string, fields: Fields = {}): void {
  process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), event, ...fields })}\n`)
}

/** Logs that something unexpected failed: its class and code and the place in our code, never its text. */
export function logFault(event: string, error: unknown, fields: Fields = {}): void {
  const root = rootOf(error)
  const code = "code" in root && typeof root.code === "string" ? root.code : root.name
  const place = ourFrame(root.stack) ?? ourFrame(error instanceof Error ? error.stack : undefined)
  process.stderr.write(
    `${JSON.stringify({ at: new Date().toISOString(), event, fault: code, ...(place ? { place } : {}), ...fields })}\n`,
  )
}

/** The first line of a stack that is in our own code: file and line, no more. */
function ourFrame(stack: string | undefined): string | undefined {
  const own = stack?.split("\n").filter((line) => !line.includes("node_modules")) ?? []
  return own.flatMap((line) => /\/((?:app|lib|db|bin)\/[\w./()[\]-]+:\d+)/.exec(line)?.[1] ?? [])[0]
}

function rootOf(error: unknown): Error {
  let root = error instanceof Error ? error : new Error("not an error")
  while (root.cause instanceof Error) root = root.cause
  return root
}
