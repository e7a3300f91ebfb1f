import { expect, it } from "vitest"
import { ReplyInput } from "./reply-input"

const sent = {
  part: "5f0c7a2e-6f0b-4a55-9d0e-2f6c1c1c9f10",
  version: "3",
  kind: "reply",
  step: "check",
  outcome: "not_upheld",
  ground: "DATA_CONFIRMED",
  words: " Салыштырылды. ",
}

const faults = (change: Record<string, unknown>) =>
  ReplyInput.safeParse({ ...sent, ...change }).error?.issues.map(({ path, message }) => [
    path.join(),
    message,
  ]) ?? []

it("an answer needs what it comes to, a ground where it is declined, and words: each told beside its field, all at once", () => {
  expect(ReplyInput.parse(sent)).toMatchObject({
    version: 3,
    outcome: "not_upheld",
    ground: "DATA_CONFIRMED",
    words: "Салыштырылды.",
  })
  expect(faults({ outcome: "answered", ground: "" })).toEqual([])
  expect(faults({ outcome: undefined, words: " " })).toEqual([
    ["outcome", "choose_one"],
    ["words", "required"],
  ])
  expect(faults({ outcome: "refused" })).toEqual([["outcome", "choose_one"]])
  expect(faults({ ground: " ", words: ["a", "b"] })).toEqual([
    ["ground", "ground_required"],
    ["words", "required"],
  ])
  const long = ReplyInput.safeParse({ ...sent, words: "х".repeat(8_001) }).error?.issues
  expect(long).toMatchObject([{ path: ["words"], message: "too_long", maximum: 8_000 }])
})

it("going back to the fields needs nothing and gives everything back but the letter", () => {
  const back = ReplyInput.parse({ ...sent, step: "change", words: "", checked: "ab", preview: "# x" })
  expect(back.typed).toMatchObject({ outcome: "not_upheld", ground: "DATA_CONFIRMED", words: "" })
  expect(back.typed).not.toHaveProperty("checked")
  expect(back.typed).not.toHaveProperty("preview")
})
