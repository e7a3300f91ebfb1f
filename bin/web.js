// The web server: the pages as Next serves them, behind refusals of what Next itself answers with a fault of its own.
// node bin/web.js, with PORT; on loopback alone, a reverse proxy stands in front (docs/operations.md).
import { createServer } from "node:http"
import next from "next"

/** What a form with its documents may weigh; next.config.js has it for bodies that do not say their length. */
const LARGEST = 12 * 1024 * 1024
const METHODS = ["GET", "HEAD", "OPTIONS", "POST"]
/** How long whoever opened a connection may take to say what they want, and what an end waits for requests under way. */
const [SAYING_MS, ENDING_MS] = [15_000, 4_000]

/** Status and headers for a request that is answered here; undefined for one the pages answer. */
function refusal({ method = "", url = "" }) {
  if (!METHODS.includes(method)) return [405, { Allow: METHODS.join(", ") }]
  // In its absolute form a target names a host of the sender's choosing (RFC 9112 §3.2.2); only proxies are sent it.
  if (!url.startsWith("/") || url.startsWith("//") || url.startsWith("/\\")) return [400]
  return undefined
}

const hostname = "127.0.0.1"
const port = Number(process.env.PORT || 3000)
const pages = next({ dev: false, hostname, port })
const answer = pages.getRequestHandler()
await pages.prepare()

const server = createServer({ headersTimeout: SAYING_MS }, (request, response) => {
  const refused = refusal(request)
  // Asked for as a page: whoever waits for the whole body first would be kept waiting by one that never comes.
  if (Number(request.headers["content-length"] ?? 0) > LARGEST) {
    request.method = "GET"
    request.headers["x-too-large"] = "1"
  }
  if (!refused) {
    answer(request, response).catch(() => response.destroy())
    return
  }
  const [status, headers = {}] = refused
  response
    .writeHead(status, { "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", ...headers })
    .end()
})
server.listen(port, hostname)

for (const signal of ["SIGTERM", "SIGINT"])
  process.once(signal, () => {
    server.close(() => process.exit(0))
    setTimeout(() => process.exit(0), ENDING_MS).unref()
  })
