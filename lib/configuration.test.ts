import { describe, expect, it } from "vitest"
import { keysUrl, readConfiguration, readVariables } from "@/lib/configuration"

const master = Buffer.alloc(32, 1).toString("base64")
const own = {
  DATABASE_URL: "postgres://owner:secret@db.example:5432/ukuk",
  SMTP_URL: "smtp://mail.example.kg:25",
  SMS_URL: "https://sms.example.kg/send",
  APP_URL: "https://rights.example.kg/",
  AUTH_SECRET: "a".repeat(32),
  MASTER_KEY: master,
}

describe("the variables", () => {
  it("need nothing for a demo on this machine, and an empty value counts as absent", () => {
    const { value } = readVariables({ SMTP_URL: "", UKUK_DEMO: "" })
    expect(value).toMatchObject({
      port: 3000,
      demo: true,
      home: ".ukuk",
      policy: "policies/somo",
      databaseUrl: null,
    })
    expect(value?.appUrl).toBe("http://localhost:3000")
    expect(readVariables({ UKUK_DEMO: "0", SMTP_URL: own.SMTP_URL, SMS_URL: own.SMS_URL }).value?.demo).toBe(
      false,
    )
    expect(readConfiguration({}).faults).toEqual([
      "DATABASE_URL is missing.",
      "AUTH_SECRET is missing.",
      "MASTER_KEY is missing.",
    ])
  })

  it("with a database of one's own are read whole, and without secrets are refused", () => {
    const { value } = readConfiguration({
      ...own,
      LENDER_URL: "postgres://c:p@lender/lender",
      SOME_URL: "nonsense",
      LENDER_WEBHOOK_SECRET: `whsec_${master}`,
    })
    expect(value?.webhookSecrets).toEqual({ LENDER_WEBHOOK_SECRET: `whsec_${master}` })
    expect(value).toMatchObject({
      demo: false,
      appUrl: "https://rights.example.kg",
      masterKey: Buffer.alloc(32, 1),
    })
    expect(value?.keysUrl).toBe("postgres://owner:secret@db.example:5432/ukuk_keys")
    expect(value?.connections).toEqual({ LENDER_URL: "postgres://c:p@lender/lender" })
    expect(readVariables({ DATABASE_URL: own.DATABASE_URL }).faults).toEqual([
      "APP_URL is missing: with DATABASE_URL it has to be given.",
      "AUTH_SECRET is missing: with DATABASE_URL it has to be given.",
      "MASTER_KEY is missing: with DATABASE_URL it has to be given.",
      "SMTP_URL is missing: outside the demo, codes and notices go out by it.",
      "SMS_URL is missing: outside the demo, codes and notices go out by it.",
    ])
    expect(readVariables({ DATABASE_URL: own.DATABASE_URL, UKUK_DEMO: "1" }).faults).toBeNull()
  })

  it.each([
    [
      "CLAMD_URL",
      "http://scanner",
      "CLAMD_URL must be an address such as tcp://127.0.0.1:3310 or unix:/run/clamav/clamd.ctl.",
    ],
    [
      "LENDER_WEBHOOK_SECRET",
      "secret",
      "LENDER_WEBHOOK_SECRET must be whsec_ followed by 24 to 64 bytes in base64.",
    ],
    ["PORT", "70000", "PORT must be a whole number from 1 to 65535."],
    ["PORT", "http", "PORT must be a whole number from 1 to 65535."],
    ["UKUK_DEMO", "yes", "UKUK_DEMO must be 0 or 1."],
    [
      "DATABASE_URL",
      "mysql://x/y",
      "DATABASE_URL must be an address such as postgres://owner:password@host:5432/ukuk.",
    ],
    [
      "DATABASE_URL",
      "postgres://host",
      "DATABASE_URL must name a database, as in postgres://owner:password@host:5432/ukuk.",
    ],
    [
      "APP_URL",
      "http://rights.example.kg",
      "APP_URL must begin with https:// unless it is an address of this machine.",
    ],
    ["AUTH_SECRET", "short", "AUTH_SECRET must have at least 32 characters."],
    [
      "MASTER_KEY",
      "c2hvcnQ=",
      "MASTER_KEY must be 32 bytes in base64, as `openssl rand -base64 32` prints them.",
    ],
    [
      "SMTP_URL",
      "mail.example",
      "SMTP_URL must be an address such as smtp://user:password@mail.example.kg:587.",
    ],
    [
      "OIDC_CLIENT_ID",
      "ukuk",
      "OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET must be given together or not at all.",
    ],
  ])("%s=%s is refused in one sentence that does not repeat a secret", (name, value, sentence) => {
    expect(readVariables({ ...own, [name]: value }).faults).toEqual([sentence])
  })

  it("find the keys database beside the portal's, whatever the address carries", () => {
    expect(keysUrl("postgres://o@h/portal?sslmode=verify-full")).toBe(
      "postgres://o@h/portal_keys?sslmode=verify-full",
    )
  })
})
