import { readFile } from "node:fs/promises"
import { parseArgs } from "node:util"
import { isLocale, type Locale } from "@/lib/format/locale"
import { compareCheckpoints } from "@/lib/receipts/compare-checkpoints"
import { compareWords } from "@/lib/receipts/compare-words"
import { type KnownKey, readKey } from "@/lib/receipts/signed-note"
import { compareTexts, verdictTexts } from "@/messages/verdict"

const USAGE = `Compares two signed checkpoints of a ledger without a network or a database.

  npm run ukuk -- receipt compare FILE FILE --key KEY… [--proof FILE] [--lang ky|ru|en]

  FILE     a checkpoint, or a receipt with one in it; which is the older does not matter
  --key    a key whose signatures you believe, written name+id+key
  --proof  what the portal answers at /ledger/consistency/M/N, M and N being the numbers of entries of the two;
           whether it leads from one to the other is checked here
  --lang   the language of the answer; English unless given

Exit 0: the ledger only grew between them; 1: it was rewritten, or nothing can be said; 2: wrong usage.`

const OPTIONS = {
  key: { type: "string", multiple: true },
  proof: { type: "string" },
  lang: { type: "string", default: "en" },
  help: { type: "boolean", default: false },
} as const

/** `receipt compare FILE FILE --key KEY`. Returns the exit code: 0 it only grew, 1 not so, 2 wrong usage. */
export async function compareCommand(args: string[], out: (line: string) => void): Promise<0 | 1 | 2> {
  const asked = question(args)
  if (!asked || asked.help || asked.files.length !== 2 || !isLocale(asked.lang)) {
    out(USAGE)
    return asked?.help ? 0 : 2
  }
  const keys = (await Promise.all((asked.key ?? []).map(readKey))).filter((key): key is KnownKey => !!key)
  if (keys.length === 0 || keys.length < (asked.key ?? []).length) {
    out("Give the key to be believed with --key, written as its owner publishes it: name+id+key.")
    return 2
  }
  const [first, second, proof] = await Promise.all([...asked.files, asked.proof].map(textAt))
  if (first === null || second === null || proof === null) {
    out("One of the files cannot be read. Name two checkpoints, and with --proof what lies between them.")
    return 2
  }
  return said([first ?? "", second ?? ""], { keys, proof, lang: asked.lang }, out)
}

type Asked = { keys: readonly KnownKey[]; proof: string | undefined; lang: Locale }

async function said(
  texts: [string, string],
  { keys, proof, lang }: Asked,
  out: (line: string) => void,
): Promise<0 | 1> {
  let wanted = ""
  const comparison = await compareCheckpoints(texts, keys, async (from, to) => {
    if (proof === undefined) wanted = `/ledger/consistency/${from}/${to}`
    return proof ?? null
  })
  const told = compareWords(comparison, compareTexts(lang))
  const heads = verdictTexts(lang)
  const listed = (head: string, lines: readonly string[]) =>
    lines.length > 0 ? [head, ...lines.map((line) => `- ${line}`)] : []
  const lines = [
    told.title,
    ...listed(heads.faultsHead, told.faults),
    ...listed(heads.provenHead, told.proven),
    ...listed(heads.notProvenHead, told.notProven),
    ...(wanted ? [`Save what the portal answers at ${wanted}, and give it with --proof.`] : []),
  ]
  for (const line of lines) out(line)
  return told.outcome === "holds" ? 0 : 1
}

function question(args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true })
    return { ...values, files: positionals }
  } catch {
    // An unknown option: the usage answers it.
    return null
  }
}

/** A file's text; null where it cannot be read, nothing where none was named. */
const textAt = async (file: string | undefined): Promise<string | null | undefined> =>
  file === undefined ? undefined : readFile(file, "utf8").catch(() => null)
