import pg from "pg"
import { roleUrl } from "@/db/pools"
import { readConfiguration } from "@/lib/configuration"
import { defaultLocale, isLocale, type Locale, localeFromHeader } from "@/lib/format/locale"
import { translatorFor } from "@/messages/translator"

const FRESH_MS = 1_000

type Watch = { pool: pg.Pool; asked: number; away: Promise<boolean> }
const kept = globalThis as { ukukWatch?: Watch }

function watch(): Watch | null {
  if (kept.ukukWatch) return kept.ukukWatch
  const { value } = readConfiguration(process.env)
  if (!value) return null
  const connectionString = roleUrl(value.databaseUrl, "ukuk_auth", value.masterKey)
  const pool = new pg.Pool({ connectionString, max: 1, connectionTimeoutMillis: 2_000, query_timeout: 2_000 })
  pool.on("error", () => undefined)
  kept.ukukWatch = { pool, asked: 0, away: Promise.resolve(false) }
  return kept.ukukWatch
}

/** Whether the database is away; asked at most once a second, however many pages are wanted. */
export async function isDatabaseAway(): Promise<boolean> {
  const watching = watch()
  if (!watching) return false
  if (Date.now() - watching.asked > FRESH_MS) {
    watching.asked = Date.now()
    watching.away = watching.pool.query("select 1").then(
      () => false,
      () => true,
    )
  }
  return watching.away
}

/**
 * The page for that time, 503 with Retry-After, in the reader's language. No cookie is touched: whoever was signed in
 * still is when the database is back.
 */
export function outagePage(headers: Headers, cookie: string | undefined): Response {
  const chosen: Locale = isLocale(cookie)
    ? cookie
    : (localeFromHeader(headers.get("accept-language")) ?? defaultLocale)
  const t = translatorFor(chosen, "problem")
  const body = `<!doctype html><html lang="${chosen}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${t("outage.title")}</title><link rel="stylesheet" href="/plain.css"></head><body><main><h1>${t("outage.title")}</h1><p>${t("outage.text")}</p><p>${t("outage.later")}</p></main></body></html>`
  return new Response(body, {
    status: 503,
    headers: { "content-type": "text/html; charset=utf-8", "retry-after": "10" },
  })
}
