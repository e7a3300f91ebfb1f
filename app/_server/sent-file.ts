import "server-only"

/** A file of a form, read; null for a field left alone: that arrives as a file of no bytes, nameless or named "undefined". */
export const sentFile = async (
  file: File | undefined,
): Promise<{ name: string; bytes: Uint8Array } | null> =>
  file && (file.size > 0 || !["", "undefined"].includes(file.name))
    ? { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }
    : null
