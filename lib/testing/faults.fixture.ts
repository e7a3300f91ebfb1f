import { Invalid, type MessageRef } from "@/lib/errors"

/** What stands beside each field of a form that was sent back, or `taken`. Whatever else fails is thrown on. */
export async function fieldsOf(work: Promise<unknown>): Promise<Record<string, MessageRef> | "taken"> {
  try {
    await work
    return "taken"
  } catch (error) {
    if (error instanceof Invalid) return error.fields
    throw error
  }
}

/** The same with the codes alone. */
export async function faultsOf(work: Promise<unknown>): Promise<Record<string, string> | "taken"> {
  const fields = await fieldsOf(work)
  if (fields === "taken") return fields
  return Object.fromEntries(Object.entries(fields).map(([name, { code }]) => [name, code]))
}
