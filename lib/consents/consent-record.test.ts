import { readFileSync } from "node:fs"
import { Ajv2020 } from "ajv/dist/2020.js"
import { afterAll, beforeAll, expect, it } from "vitest"
import { consentRecord, consentRecordFile } from "@/lib/consents/consent-record"
import { giveConsent } from "@/lib/consents/give-consent"
import { importConsents } from "@/lib/consents/import-consents"
import { myConsents } from "@/lib/consents/my-consents"
import { NotFound } from "@/lib/errors"
import { as } from "@/lib/testing/cases"
import { type FolderDeployment, folderDeployment } from "@/lib/testing/folder-deployment.fixture"

const validate = new Ajv2020({ strict: true, allErrors: true, strictRequired: false }).compile(
  JSON.parse(readFileSync("lib/consents/iso-27560.schema.json", "utf8")),
)

let here: FolderDeployment

beforeAll(async () => {
  here = await folderDeployment("policies/somo")
})
afterAll(() => here?.close())

it("each consent is exported in the shape of ISO/IEC TS 27560, in every language, with all its events in order", async () => {
  const signed = await here.person("+996555000001")
  await importConsents(here.house, signed.actor.subjectId)
  await as(here, signed, async (ctx) =>
    giveConsent(ctx, { purpose: "research", edition: (await myConsents(ctx)).inForce.edition.id }),
  )
  const { purposes } = await as(here, signed, myConsents)
  const recorded = purposes.filter(({ history }) => history.length > 0)
  expect(recorded.length).toBeGreaterThan(4)
  for (const { purpose, history } of recorded) {
    for (const language of ["ky", "ru", "en"] as const) {
      const record = await as(here, signed, (ctx) => consentRecord(ctx, purpose.code, language))
      expect(validate(record), JSON.stringify(validate.errors)).toBe(true)
      const { "dpv:hasRecordOfActivity": events } = record as {
        "dpv:hasRecordOfActivity": Record<string, string>[]
      }
      expect(events.map((event) => event["dct:identifier"])).toEqual(history.map(({ id }) => id))
    }
  }
  const { name, body } = await consentRecordFile(here.house, signed, "research")
  const given = JSON.parse(body)
  expect([name, given["dpv:hasConsentStatus"][0]["@type"]]).toEqual(["consent-research", "dpv:ConsentGiven"])
  for (const broken of ["dct:conformsTo", "dpv:hasNotice", "dpv:hasConsentControl"])
    expect(validate({ ...given, [broken]: undefined })).toBe(false)
  expect(validate({ ...given, "dpv:hasRecordOfActivity": [] })).toBe(false)
  for (const none of ["no_such", "x/y"])
    await expect(as(here, signed, (ctx) => consentRecord(ctx, none, "ky"))).rejects.toBeInstanceOf(NotFound)
  const other = await here.person("+996555000003")
  await expect(as(here, other, (ctx) => consentRecord(ctx, "research", "ky"))).rejects.toBeInstanceOf(
    NotFound,
  )
})
