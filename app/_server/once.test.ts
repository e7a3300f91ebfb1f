import { createHash, randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, it } from "vitest"
import { type Sending, sendOnce } from "@/app/_server/once"
import { shownFor } from "@/app/_server/shown-for"
import type { Signed, StaffActor } from "@/lib/context"
import { Conflict } from "@/lib/errors"
import { takePart } from "@/lib/requests/handle"
import { prepareProposal, proposeDecision } from "@/lib/requests/propose"
import { as, partRow, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment
let officer: Signed<StaffActor>

beforeAll(async () => {
  here = await testDeployment()
  officer = await here.staff("officer")
})
afterAll(() => here?.close())

const sending = (key: string, contents = "the same"): Sending => {
  const form = new FormData()
  form.set("formKey", key)
  return { act: "request.propose", form, hash: createHash("sha256").update(contents).digest() }
}

it("a decision sent twice is answered twice alike and made once, though the page is stale by then", async () => {
  const part = await signLetter(here, 3, { right: "erasure", categories: ["email"] })
  const { version } = await as(here, officer, (ctx) =>
    takePart(ctx, { part: part.id, version: part.version }),
  )
  const input = { part: part.id, version, keeps: [], refusal: null, explanation: "" }
  const press = (key: string, contents?: string) =>
    sendOnce(
      here.house,
      officer,
      sending(key, contents),
      () => prepareProposal(here.house, officer, input),
      async (ctx, prepared) => ({ goTo: (await proposeDecision(ctx, input, prepared)).number }),
    )
  const key = randomUUID()
  const [first, atOnce] = await Promise.all([press(key), press(key)])
  expect(first).toEqual({ goTo: part.number })
  expect([atOnce, await press(key)]).toEqual([first, first])
  expect(await partRow(here, part.id)).toMatchObject({ status: "proposed", version: version + 1 })

  await expect(press(randomUUID())).rejects.toMatchObject(new Conflict("stale_page"))
  await expect(press(key, "other words")).rejects.toMatchObject(new Conflict("stale_page"))
  const other = sendOnce(
    here.house,
    officer,
    sending(key, "other words"),
    async () => null,
    async () => "made",
  )
  await expect(other).rejects.toMatchObject({ code: "form_reused" })
})

it("a page shown to somebody else than the session acts as sends nothing, and one shown to them does", async () => {
  const person = await here.borrower(1)
  const mandate = { id: randomUUID(), kind: "representative", rights: null } as const
  const [own, acting] = [person.actor, { ...person.actor, mandate }]
  const press = (shown: typeof own, actor: typeof own) => {
    const form = new FormData()
    form.set("shownFor", shownFor(shown))
    const made = { ...sending(randomUUID()), form }
    return sendOnce(
      here.house,
      { actor, token: person.token },
      made,
      async () => null,
      async () => "sent",
    ).then(
      (answer) => answer,
      (error) => error.code,
    )
  }
  expect(await press(own, own)).toBe("sent")
  expect(await press(acting, own)).toBe("shown_to_another")
  expect(await press(own, acting)).toBe("shown_to_another")
  const other = { ...own, accountId: randomUUID() }
  expect(await press(other, own)).toBe("shown_to_another")
})
