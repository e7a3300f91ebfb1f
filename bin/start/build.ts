import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import path from "node:path"
import { type Started, startProgram } from "./children"

const folders = ["app", "lib", "db", "messages", "public"]
const stamp = ".next/ukuk-build"

function filesToHash(): string[] {
  const inside = folders.filter(existsSync).flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.includes(".test."))
      .map((entry) => path.join(entry.parentPath, entry.name)),
  )
  const above = readdirSync(".").filter((name) =>
    /^(package-lock\.json|tsconfig\.json|(next\.config|proxy)\.\w+)$/.test(name),
  )
  return [...inside, ...above].sort()
}

function fingerprint(): string {
  const hash = createHash("sha256").update(process.version)
  for (const file of filesToHash()) hash.update(`\0${file}\0`).update(readFileSync(file))
  return hash.digest("hex")
}

/** Whether `.next` holds a production build made from the files as they are. */
export function isBuilt(): boolean {
  return existsSync(stamp) && existsSync(".next/BUILD_ID") && readFileSync(stamp, "utf8") === fingerprint()
}

/** Begins a production build in `.next`; `done` throws with the log's last lines when it fails. */
export function startBuild(env: NodeJS.ProcessEnv, log: string): { build: Started; done: Promise<void> } {
  const wanted = fingerprint()
  rmSync(stamp, { force: true })
  rmSync(log, { force: true })
  const build = startProgram({ name: "build", args: ["node_modules/next/dist/bin/next", "build"], env, log })
  const done = build.ended.then(({ code, how }) => {
    if (code !== 0 || !existsSync(".next/BUILD_ID")) throw new Error(how)
    writeFileSync(stamp, wanted)
  })
  return { build, done }
}
