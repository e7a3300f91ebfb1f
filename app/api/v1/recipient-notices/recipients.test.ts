import { once } from "node:events"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { Readable } from "node:stream"
import { afterAll, beforeAll, expect, it, vi } from "vitest"
import { hookResponse } from "@/app/_server/hook"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { acknowledge } from "@/lib/recipients/acknowledge"
import { refusalsOf } from "@/lib/recipients/keep-answer"
import { publishedKeys } from "@/lib/recipients/notice"
import { openApi } from "@/lib/recipients/openapi"
import { tellRecipient } from "@/lib/recipients/send"
import { noticesOfPart, stateOf } from "@/lib/recipients/standing"
import type { PartScope } from "@/lib/requests/scope"
import { approve, as, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { Recipient } from "./recipient-server.fixture"

const SECRET = `whsec_${Buffer.alloc(32, 9).toString("base64")}`

let here: TestDeployment
let portal: Server
let url: string

/** The portal's interface for machines over real HTTP, as its routes serve it. */
async function openPortal(): Promise<void> {
  portal = createServer(async (request, response) => {
    const path = new URL(request.url ?? "", "http://localhost").pathname
    const served: Record<string, () => Response | Promise<Response>> = {
      "/api/v1/openapi.json": () => Response.json(openApi(url)),
      "/api/v1/keys": () => Response.json(publishedKeys(here.house.vault)),
      "/api/v1/recipient-notices/acknowledgements": () =>
        hookResponse(
          here.house,
          acknowledge,
          "recipients",
          new Request(`${url}${path}`, {
            method: "POST",
            headers: request.headers as Record<string, string>,
            body: Readable.toWeb(request) as ReadableStream,
            duplex: "half",
          } as RequestInit),
        ),
    }
    const answer = (await served[path]?.()) ?? new Response(null, { status: 404 })
    response.writeHead(answer.status, Object.fromEntries(answer.headers))
    response.end(Buffer.from(await answer.arrayBuffer()))
  })
  portal.listen(0, "127.0.0.1")
  await once(portal, "listening")
  url = `http://127.0.0.1:${(portal.address() as AddressInfo).port}`
}

beforeAll(async () => {
  here = await testDeployment()
  await openPortal()
  here.house.appUrl = url
  here.house.configuration.webhookSecrets.BUREAU_WEBHOOK_SECRET = SECRET
})
afterAll(async () => {
  portal?.closeAllConnections()
  portal?.close()
  await here?.close()
})

/** The bureau's system is this one from now on. */
async function bureau(answer: Parameters<typeof Recipient.open>[2], secret = SECRET): Promise<Recipient> {
  const recipient = await Recipient.open(secret, url, answer)
  here.house.configuration.connections.BUREAU_NOTICES_URL = recipient.url
  return recipient
}

async function fulfilled(n: 1 | 2 | 3, scope: PartScope): Promise<{ id: string; number: string }> {
  const part = await signLetter(here, n, scope)
  await approve(here, await proposeFor(here, part))
  await fulfilPart(here.house, part.id)
  return part
}

const noticesOf = async (n: 1 | 2 | 3, part: { id: string }) =>
  as(here, await here.borrower(n), (ctx) => noticesOfPart(ctx, part.id))

const bureauOf = async (n: 1 | 2 | 3, part: { id: string }) => {
  const found = (await noticesOf(n, part)).find(({ recipient }) => recipient === "credit_bureau")
  if (!found) throw new Error("the bureau is not told")
  return found
}

it("an erasure is told to its recipient, which checks the notice by the contract alone and acknowledges it once", async () => {
  const recipient = await bureau({ state: "done" })
  const part = await fulfilled(3, { right: "erasure", categories: ["birth_date", "cookies"] })
  const before = await bureauOf(3, part)
  expect(before).toMatchObject({
    channel: "webhook",
    acts: [{ do: "erase", categories: ["birth_date"] }],
    toldAt: null,
  })
  await tellRecipient(here.house, before.id)
  await vi.waitFor(() => expect(recipient.acknowledged).toHaveLength(1))
  expect(recipient.acknowledged[0]).toMatchObject({ status: 200, body: { notice: before.id, state: "done" } })
  const [got] = recipient.got
  if (!got) throw new Error("nothing came")
  // The identifier the bureau knows the person by, and nothing more of them.
  expect(got.notice).toEqual({
    ...{ type: "recipient-notice/1", id: before.id, from: expect.anything(), to: "credit_bureau" },
    ...{ request: part.number, person: { kind: "pin", value: "21503199000003" }, due: before.dueOn },
    ...{ acts: [{ do: "erase", categories: ["birth_date"] }], issued: before.madeAt.toISOString() },
    acknowledge: `${url}/api/v1/recipient-notices/acknowledgements`,
    ...{ key: expect.any(String), signature: expect.any(String) },
  })
  const after = await bureauOf(3, part)
  expect(after).toMatchObject({ answer: "done", answeredAt: expect.any(Date), toldAt: expect.any(Date) })
  // The same again has the same receipt; another answer is refused.
  const again = await recipient.acknowledge(got.notice, { state: "done" })
  expect(again).toEqual(recipient.acknowledged[0])
  expect(await recipient.acknowledge(got.notice, { state: "not_held" })).toMatchObject({ status: 409 })
  expect(await bureauOf(3, part)).toEqual(after)
  await recipient.close()
})

it("an acknowledgement of another notice, of an altered one, by another or without a ground is refused and changes nothing", async () => {
  const recipient = await bureau(null)
  const [one, two] = [
    await fulfilled(3, { right: "erasure", categories: ["income"] }),
    await fulfilled(3, { right: "erasure", categories: ["other_loans"] }),
  ]
  for (const part of [one, two]) await tellRecipient(here.house, (await bureauOf(3, part)).id)
  const [first, second] = recipient.got.map(({ notice }) => notice)
  if (!first || !second) throw new Error("two notices were to come")
  const refused = async (notice: typeof first, status: number, answer = { state: "done" as const }) =>
    expect(await recipient.acknowledge(notice, answer)).toMatchObject({ status, body: { status } })
  await refused({ ...first, id: second.id }, 422)
  await refused({ ...first, acts: second.acts }, 422)
  await refused({ ...first, signature: second.signature }, 422)
  await refused({ ...first, to: "bank" }, 401)
  await refused({ ...first, to: "nobody" }, 401)
  await refused({ ...first, id: "11111111-1111-4111-8111-111111111111" }, 422)
  await refused(first, 400, { state: "refused" } as never)
  const stranger = await Recipient.open(`whsec_${Buffer.alloc(32, 5).toString("base64")}`, url, null)
  expect(await stranger.acknowledge(first, { state: "done" })).toMatchObject({ status: 401 })
  await stranger.close()
  expect(await bureauOf(3, one)).toMatchObject({ answer: null })
  expect(await recipient.acknowledge(first, { state: "refused", ground: "A court case." })).toMatchObject({
    status: 200,
  })
  expect(await bureauOf(3, one)).toMatchObject({ answer: "refused" })
  const why = await as(here, await here.borrower(3), (ctx) => refusalsOf(ctx, one.id))
  expect([...why.values()]).toEqual(["A court case."])
  expect(await bureauOf(3, two)).toMatchObject({ answer: null })
  await recipient.close()
})

it("a recipient that is away is tried again under the same id, and one that never answers shows as silent", async () => {
  const recipient = await bureau(null)
  const part = await fulfilled(3, { right: "erasure", categories: ["name"] })
  const { id } = await bureauOf(3, part)
  recipient.takes = 503
  await expect(tellRecipient(here.house, id)).rejects.toMatchObject({ code: "http_503" })
  expect(await bureauOf(3, part)).toMatchObject({ toldAt: null })
  recipient.takes = 200
  // Killed between sending and marking: what was sent is sent again, the same.
  await tellRecipient(here.house, id)
  await here.owner.query("alter table recipient_notices disable trigger user")
  await here.owner.query("update recipient_notices set told_at = null where id = $1", [id])
  await here.owner.query("alter table recipient_notices enable trigger user")
  await tellRecipient(here.house, id)
  expect(new Set(recipient.got.map((each) => each.id))).toEqual(new Set([id]))
  expect(new Set(recipient.got.map(({ notice }) => notice.signature)).size).toBe(1)
  const told = await bureauOf(3, part)
  expect(stateOf(told, told.dueOn)).toBe("waiting")
  expect(stateOf(told, "2100-01-01")).toBe("silent")
  await recipient.close()
})
