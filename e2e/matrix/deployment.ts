import { readFileSync } from "node:fs"
import path from "node:path"
import { encode } from "next-auth/jwt"
import pg from "pg"
import { CONNECTOR, connectorUrl } from "@/db/connector-role"
import { embeddedUrl } from "@/db/embedded"
import { rolePassword } from "@/db/roles"
import { readConfiguration } from "@/lib/configuration"
import { type OpenHouse, openHouse } from "@/lib/house"
import { home, portalUrl } from "../deployment"

/** The portal under test from behind: its house, its owner's connection, and the cookie that carries a session. */
export type Behind = {
  house: OpenHouse
  owner: pg.Pool
  ownerUrl: string
  cookieOf(token: string): Promise<string>
  close(): Promise<void>
}

const databaseAt = (name: string) => {
  const url = new URL(embeddedUrl(home()) ?? "")
  url.pathname = `/${name}`
  return url.href
}

export function openBehind(): Behind {
  const kept = JSON.parse(readFileSync(path.join(home(), "secrets.json"), "utf8")) as Record<string, string>
  const ownerUrl = databaseAt("ukuk")
  const password = rolePassword(Buffer.from(kept.MASTER_KEY ?? "", "base64"), CONNECTOR)
  const { value: configuration, faults } = readConfiguration({
    ...kept,
    ...{ APP_URL: portalUrl(), PORT: new URL(portalUrl()).port, UKUK_HOME: home(), UKUK_DEMO: "1" },
    ...{ DATABASE_URL: ownerUrl, LENDER_URL: connectorUrl(databaseAt("lender"), password) },
  })
  if (!configuration) throw new Error(faults.join("\n"))
  const house = openHouse(configuration, { size: 4 })
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 2 })
  return {
    house,
    owner,
    ownerUrl,
    cookieOf: async (sid) =>
      `ukuk.session=${await encode({ token: { sid }, secret: configuration.authSecret })}; locale=en`,
    close: async () => {
      await Promise.all([house.close(), owner.end()])
    },
  }
}
