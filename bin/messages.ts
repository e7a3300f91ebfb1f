import { readdirSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { locales } from "@/lib/format/locale"

/** The source text of messages/catalogue.ts for the namespaces found in messages/ky. */
export const catalogueSource = (folder: string): string => {
  const namespaces = readdirSync(`${folder}/ky`)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.replace(/\.json$/, ""))
    .sort()
  const variable = (locale: string, namespace: string) =>
    `${locale}${namespace.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}`
  const key = (namespace: string) => (namespace.includes("-") ? `"${namespace}"` : namespace)
  const imports = locales.flatMap((locale) =>
    namespaces.map((namespace) => ({ locale, namespace, path: `./${locale}/${namespace}.json` })),
  )
  const place = (path: string) => path.replace(/\.json$/, "")
  const sorted = imports.sort((a, b) => (place(a.path) < place(b.path) ? -1 : 1))
  const lines = sorted.map((i) => `import ${variable(i.locale, i.namespace)} from "${i.path}"`)
  const groups = locales.map(
    (locale) =>
      `  ${locale}: {\n${namespaces.map((n) => `    ${key(n)}: ${variable(locale, n)},\n`).join("")}  },\n`,
  )
  const head =
    "// Made by `npx tsx bin/messages.ts` from the files beside it; run it after adding a namespace.\n"
  return `${head}${lines.join("\n")}\n\nexport const catalogue = {\n${groups.join("")}}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL("../messages", import.meta.url))
  writeFileSync(`${folder}/catalogue.ts`, catalogueSource(folder))
}
