import { readFile } from "node:fs/promises"
import { expect, it } from "vitest"
import * as failures from "./failures"

it("each way a source can fail is said to staff in three languages when it stalls a request, and nothing unknown is", async () => {
  for (const language of ["ky", "ru", "en"]) {
    const { stalled } = JSON.parse(await readFile(`messages/${language}/case.json`, "utf8"))
    const ways = Object.entries(failures).filter(([, way]) => way.prototype instanceof failures.SourceFailure)
    const silent = ways.map(([name]) => name).filter((name) => !stalled[name])
    expect(ways.length).toBeGreaterThan(8)
    expect([language, silent]).toEqual([language, []])
    expect(stalled.TypeError).toBeUndefined()
  }
})
