/** A name as RFC 8187 writes it: no control, quote or sign of direction gets out. */
const named = (name: string): string =>
  encodeURIComponent(name.toWellFormed().replace(/[\p{C}\p{Z}/\\]/gu, "_")).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )

/** The headers of a file with personal data: saved, never opened inside our own origin, never kept on the way. */
export const savedHeaders = (name: string, mediaType: string): Record<string, string> => ({
  "Content-Type": mediaType,
  "Content-Disposition": `attachment; filename="${name.replace(/[^\w.-]/g, "_")}"; filename*=UTF-8''${named(name)}`,
  "Cache-Control": "no-store",
  "Content-Security-Policy": "sandbox; default-src 'none'",
  "X-Content-Type-Options": "nosniff",
  "Cross-Origin-Resource-Policy": "same-origin",
})

/** An answer without words, such as 404. */
export const emptyResponse = (status: number): Response =>
  new Response(null, { status, headers: { "Cache-Control": "no-store" } })

/** Bytes that are made as they are sent, at the reader's own pace. */
export const streamOf = (bytes: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> =>
  new ReadableStream({
    async pull(controller) {
      const { done, value } = await bytes.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await bytes.return(undefined)
    },
  })
