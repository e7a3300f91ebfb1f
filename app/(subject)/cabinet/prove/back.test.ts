import { expect, it } from "vitest"
import { letterAt } from "./back"

const INTENT = "0b8f6c1e-54a5-4d0a-9a53-0d9a6d1f2a77"

it("leads back to a letter of the person's own pages, and nowhere else", () => {
  const back = `/cabinet/requests/new/existence/sign?intent=${INTENT}`
  expect(letterAt(back)).toEqual({ back, right: "existence" })
  for (const elsewhere of [
    undefined,
    ["x"],
    `https://evil.example${back}`,
    `//evil.example${back}`,
    `${back}&next=https://evil.example`,
    "/cabinet/requests/new/existence/sign?intent=1",
    `${back}\n`,
  ])
    expect(letterAt(elsewhere), String(elsewhere)).toBeNull()
})
