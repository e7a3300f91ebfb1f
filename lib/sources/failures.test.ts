import { readFile } from "node:fs/promises"
import { expect, it } from "vitest"
import * as failures from "./failures"

it("each way a source can fail is said to staff in three languages when it stalls a request, and nothing unknown is", async () => {
  for (const language of ["ky", "ru", "en"]) {
    const { stalled } = JSON.parse(await readFile(`messages/${language}/case.json`, "utf8"))
    // Every failure is one of the others.
    const silent = Object.keys(failures).filter((name) => name !== "SourceFailure" && !stalled[name])
    expect([language, silent]).toEqual([language, []])
    expect(stalled.TypeError).toBeUndefined()
  }
})
