import { readdirSync } from "node:fs"
import path from "node:path"

/** Every address the product answers, from its own tree: `/cabinet/requests/[number]`. */
export const routesOf = (): string[] =>
  readdirSync("app", { recursive: true, encoding: "utf8" })
    .filter((file) => /(^|\/)(page\.tsx|route\.ts)$/.test(file))
    .map((file) => {
      const parts = path.dirname(file).split(path.sep)
      return `/${parts.filter((part) => part !== "." && !/^\(.*\)$/.test(part)).join("/")}`
    })
