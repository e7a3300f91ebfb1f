import { expect, it } from "vitest"
import { isOurForm } from "@/app/_server/form-body"

const ID = "7f6496c34ffa59071b399acfba60192a98c5d70d14"

type Fields = [name: string, value: string | File][]

const sent = (fields: Fields, headers: Record<string, string> = {}) => {
  const body = new FormData()
  for (const [name, value] of fields) body.append(name, value)
  return new Request("http://localhost:3000/sign-in", { method: "POST", headers, body })
}
const named = (state: string, id: string = ID): Fields => [
  ["$ACTION_REF_1", ""],
  ["$ACTION_1:0", JSON.stringify({ id, bound: "$@1" })],
  ["$ACTION_1:1", state],
  ["$ACTION_KEY", "k1"],
]
const byScript = (list: string, more: Fields = []) => sent([...more, ["0", list]], { "next-action": ID })
const typed: Fields = [
  ["login", "+996555000001"],
  ["document", new File(["%PDF-1.7"], "күбөлүк.pdf")],
]

it("a form without script is ours with one action and one state, and its body can be read again", async () => {
  const request = sent([...named('[{"status":"invalid","values":{"amount":"$$100"}}]'), ...typed])
  expect(await isOurForm(request)).toBe(true)
  expect((await request.formData()).get("login")).toBe("+996555000001")
  expect(await isOurForm(sent([["$ACTION_ID_00ff", ""], ...typed]))).toBe(true)
  const wrong: Fields[] = [
    typed,
    [["__proto__", "x"]],
    [...named('[{"status":"idle"}]'), ["$ACTION_REF_2", ""]],
    [...named('[{"status":"idle"}]'), ["$ACTION_1:1", "[]"]],
    [...named('[{"status":"idle"}]'), ["$ACTION_2:0", "{}"]],
    named("[]"),
    named('[{"status":'),
    named('[{"status":1}]'),
    named('[{"status":"idle"},{}]'),
    named('[{"status":"idle","x":"$@1"}]'),
    named('[{"status":"idle","x":["$Q9"]}]'),
    [
      ["$ACTION_REF_1", ""],
      ["$ACTION_1:0", '{"id":"x","bound":"$@9"}'],
      ["$ACTION_1:1", '[{"status":"idle"}]'],
    ],
    [["$ACTION_REF_constructor", ""]],
  ]
  for (const fields of wrong) expect(await isOurForm(sent(fields)), JSON.stringify(fields)).toBe(false)
})

it("a form by script is ours with what it showed and itself, and nothing it could refer to besides", async () => {
  const fields: Fields = [
    ["_1_login", "x"],
    ["_1_document", new File(["%PDF"], "a.pdf")],
  ]
  expect(await isOurForm(byScript('[{"status":"idle"},"$K1"]', fields))).toBe(true)
  for (const list of [
    "[]",
    "null",
    '["$K1"]',
    '[{"status":"idle"},"$K2"]',
    '[{"status":"idle"},"$K1","$F2"]',
    "[{",
  ])
    expect(await isOurForm(byScript(list, fields)), list).toBe(false)
  expect(await isOurForm(byScript('[{"status":"idle"},"$K1"]', [["1", '"$@2"']]))).toBe(false)
  expect(await isOurForm(byScript('[{"status":"idle"},"$K1"]', [["0", "[]"]]))).toBe(false)
  const text = { method: "POST", body: "[]", headers: { "next-action": ID, "content-type": "text/plain" } }
  expect(await isOurForm(new Request("http://localhost:3000/", text))).toBe(false)
})

it("a body that was cut off is no form, and one that is none at all is left to the page", async () => {
  const whole = sent([...named('[{"status":"idle"}]'), ...typed])
  const type = whole.headers.get("content-type") ?? ""
  const bytes = new Uint8Array(await whole.arrayBuffer())
  const again = (body: Uint8Array<ArrayBuffer>) =>
    new Request("http://localhost:3000/", { method: "POST", headers: { "content-type": type }, body })
  expect(await isOurForm(again(bytes))).toBe(true)
  for (const length of [0, 10, 200, bytes.length - 10])
    expect(await isOurForm(again(bytes.slice(0, length))), `${length}`).toBe(false)
  const plain = {
    method: "POST",
    body: "x=1",
    headers: { "content-type": "application/x-www-form-urlencoded" },
  }
  expect(await isOurForm(new Request("http://localhost:3000/locale", plain))).toBe(true)
})
