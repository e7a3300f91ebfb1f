import { randomBytes } from "node:crypto"
import { type NextRequest, NextResponse } from "next/server"
import { isOurForm } from "@/app/_server/form-body"
import { isOwnOrigin } from "@/app/_server/origin"
import { outage } from "@/app/_server/outage"
import { plainPage } from "@/app/_server/plain-page"
import { HASHING_AGAIN_SECONDS, isHashingFull } from "@/lib/people/hashing-queue"

/*
 * Headers and cheap refusals only; who may do what is decided in the actions and verbs, never here.
 */
const development = process.env.NODE_ENV === "development"

const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    // React's development build evaluates code; the production build does not.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    development ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${development ? " ws:" : ""}`,
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "manifest-src 'self'",
  ].join("; ")

// What /api/ and /ledger/ answer is a file or data, never a page: nothing in it may run, whatever the bytes turn out to be.
const filePolicy = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

const permanent: Record<string, string> = {
  "Cache-Control": "no-store",
  "X-Content-Type-Options": "nosniff",
  // Not no-referrer: with it browsers send `Origin: null` with a form, and the guard below could not tell ours.
  "Referrer-Policy": "same-origin",
  "Permissions-Policy":
    "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=(), publickey-credentials-create=(self), publickey-credentials-get=(self)",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "X-Frame-Options": "DENY",
}

const transport = (): Record<string, string> =>
  process.env.APP_URL?.startsWith("https:")
    ? { "Strict-Transport-Security": "max-age=63072000; includeSubDomains" }
    : {}

const refuse = (status: number, words: string, headers: Record<string, string> = {}): Response =>
  new Response(`${words}\n`, {
    status,
    headers: { "Content-Type": "text/plain; charset=utf-8", ...permanent, ...transport(), ...headers },
  })

const withHeaders = (response: Response): Response => {
  for (const [name, value] of Object.entries({ ...permanent, ...transport() }))
    response.headers.set(name, value)
  return response
}

// What the ledger publishes is the same to everybody, and says itself for how long.
const isPublished = (pathname: string): boolean => pathname.startsWith("/ledger/")

// An address that cannot be decoded, or that PostgreSQL cannot store, would be a fault further on; it is one nothing
// stands at.
const isReadable = (pathname: string): boolean => {
  try {
    return !decodeURIComponent(pathname).includes("\0")
  } catch {
    return false
  }
}

/**
 * Sets the security headers with a fresh nonce per page. Refuses methods nothing here answers (405) and forms that
 * do not come from our own origin (403).
 */
export const proxy = async (request: NextRequest): Promise<Response> => {
  if (!["GET", "HEAD", "OPTIONS", "POST"].includes(request.method)) {
    return refuse(405, "Method not allowed", { Allow: "GET, HEAD, OPTIONS, POST" })
  }
  // What a machine tells is no form: it is signed, and the route checks that.
  const isHook = /^\/api\/(hooks|v1)\//.test(request.nextUrl.pathname)
  // Nor is the one-click of a mail program: its address is the authority.
  const isOneClick = request.method === "POST" && /^\/(api\/)?unsubscribe\//.test(request.nextUrl.pathname)
  if (request.method === "POST" && !isHook && !isOneClick && !isOwnOrigin(request.headers))
    return refuse(403, "Wrong origin")
  // Whoever floods with passwords is told to come back before anything is read; a form sent by script reads it itself.
  const typesPassword = /^\/(sign-in|sign-up|contact|invitation|recover)(\/|$)/.test(request.nextUrl.pathname)
  if (request.method === "POST" && typesPassword && !request.headers.has("next-action") && isHashingFull())
    return refuse(429, "Too many requests", { "Retry-After": String(HASHING_AGAIN_SECONDS) })
  const said = (what: Parameters<typeof plainPage>[0]) =>
    plainPage(what, request.headers, request.cookies.get("locale")?.value)
  // Set by bin/web.js; whoever sends it otherwise refuses themselves.
  if (request.headers.has("x-too-large")) return withHeaders(said("tooLarge"))
  // A form sent by script goes on: its action says what is wrong beside the form, and what was typed stays.
  const isHealth = request.nextUrl.pathname.startsWith("/api/health/")
  const answersItself = isHook || request.headers.has("next-action")
  const why = isHealth ? null : await outage()
  // A restored database is shut to everybody, whatever they come with.
  if (why === "restored" || (why && !answersItself))
    return withHeaders(said(why === "away" ? "outage" : "restored"))
  if (request.method === "POST" && !isHook && !isOneClick) {
    const isPage = !request.nextUrl.pathname.startsWith("/api/")
    if (isPage && !(await isOurForm(request))) return withHeaders(said("brokenForm"))
  }

  const policy = contentSecurityPolicy(randomBytes(16).toString("base64"))
  // Next takes the nonce from this request header; setting it also overwrites one a client sent.
  const headers = new Headers(request.headers)
  headers.set("Content-Security-Policy", policy)
  headers.delete("x-nonce")
  const response = isReadable(request.nextUrl.pathname)
    ? isOneClick && !request.nextUrl.pathname.startsWith("/api/")
      ? NextResponse.rewrite(new URL(`/api${request.nextUrl.pathname}`, request.url), {
          request: { headers },
        })
      : NextResponse.next({ request: { headers } })
    : NextResponse.rewrite(new URL("/no-such-page", request.url), { request: { headers } })
  const isPublic = isPublished(request.nextUrl.pathname)
  const isFile = isPublic || request.nextUrl.pathname.startsWith("/api/")
  response.headers.set("Content-Security-Policy", isFile ? filePolicy : policy)
  const answer = withHeaders(response)
  if (isPublic) answer.headers.delete("Cache-Control")
  return answer
}

/** Everything but the files of the build and of public/, which are the same for everybody. */
export const config = { matcher: "/((?!_next/static/|_next/image|fonts/|icon\\.svg$|plain\\.css$).*)" }
