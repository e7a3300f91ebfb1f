import { readFile } from "node:fs/promises"
import { parseArgs } from "node:util"
import { isLocale, type Locale } from "@/lib/format/locale"
import { bundleWords, isZip } from "@/lib/receipts/bundle-words"
import { type BundleVerdict, checkBundle } from "@/lib/receipts/check-bundle"
import { checkReceipt, type Verdict } from "@/lib/receipts/check-receipt"
import { type KnownKey, readKey } from "@/lib/receipts/signed-note"
import { type Told, verdictWords } from "@/lib/receipts/words"
import { bundleTexts, verdictTexts } from "@/messages/verdict"
import { compareCommand } from "./receipt-compare"

const RECEIPT_USAGE = `Checks receipts without a network, a database or this organisation's word.

  npm run ukuk -- receipt verify FILE… --key KEY… [--lang ky|ru|en] [--json]
  npm run ukuk -- receipt compare --help            the same of two checkpoints

  FILE    a receipt (.tlog-proof), or the zip with all of a request
  --key   a key whose signatures you believe, as its owner publishes it: name+id+key. Take it from somewhere else
          than the receipt: the page /verify, a paper receipt, the mail with the checkpoints
  --lang  the language of the answer; English unless given
  --json  one JSON object instead of sentences

Says what is proven and what is not. Exit 0: every receipt holds; 1: one does not; 2: wrong usage.`

const OPTIONS = {
  key: { type: "string", multiple: true },
  lang: { type: "string", default: "en" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const

type Checked = { file: string; verdict: Verdict }
type CheckedBundle = { file: string; bundle: BundleVerdict }

/** `receipt verify FILE… --key KEY`. Returns the exit code: 0 all hold, 1 one does not, 2 wrong usage. */
export async function receiptCommand(args: string[], out: (line: string) => void): Promise<0 | 1 | 2> {
  if (args[0] === "compare") return compareCommand(args.slice(1), out)
  const asked = question(args)
  if (!asked || asked.help || asked.verb !== "verify" || asked.files.length === 0 || !isLocale(asked.lang)) {
    out(RECEIPT_USAGE)
    return asked?.help ? 0 : 2
  }
  const keys = await Promise.all((asked.key ?? []).map(readKey))
  const known = keys.filter((key): key is KnownKey => key !== null)
  if (known.length === 0 || known.length < keys.length) {
    out("Give the key to be believed with --key, written as its owner publishes it: name+id+key.")
    return 2
  }
  const checked: (Checked | CheckedBundle)[] = []
  for (const file of asked.files) {
    const bytes = await readFile(file).catch(() => null)
    if (!bytes) {
      out(`${file} cannot be read. Name a receipt, a file ending in .tlog-proof.`)
      return 2
    }
    checked.push(
      isZip(bytes)
        ? { file, bundle: await checkBundle(bytes, known) }
        : { file, verdict: await checkReceipt(bytes, known) },
    )
  }
  const holds = checked.every((each) => ("bundle" in each ? each.bundle : each.verdict).holds)
  if (asked.json) out(JSON.stringify({ holds, ...asReport(checked) }))
  else for (const each of checked) for (const line of lines(each, asked.lang)) out(line)
  return holds ? 0 : 1
}

function question(args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true })
    const [verb, ...files] = positionals
    return { ...values, verb, files }
  } catch {
    // An unknown option: the usage answers it.
    return null
  }
}

const asReport = (checked: readonly (Checked | CheckedBundle)[]) => ({
  receipts: checked.flatMap((each) => ("bundle" in each ? [] : [asJson(each)])),
  bundles: checked.flatMap((each) =>
    "bundle" in each ? [{ file: each.file, ...each.bundle, receipts: each.bundle.receipts.map(asJson) }] : [],
  ),
})

const asJson = ({ file, verdict: { key, ...verdict } }: Checked) => ({
  file,
  ...verdict,
  key: key && `${key.name}+${key.id}`,
})

function lines(each: Checked | CheckedBundle, locale: Locale): string[] {
  const texts = verdictTexts(locale)
  const told: Told =
    "bundle" in each
      ? bundleWords(each.bundle, texts, bundleTexts(locale))
      : verdictWords(each.verdict, texts)
  const listed = (head: string, said: readonly string[]) =>
    said.length > 0 ? [head, ...said.map((line) => `- ${line}`)] : []
  return [
    `${each.file}: ${told.title}`,
    ...listed(texts.faultsHead, told.faults),
    ...listed(texts.provenHead, told.proven),
    ...listed(
      texts.contentHead,
      told.content.map(({ key, value }) => `${key}: ${value}`),
    ),
    ...listed(texts.notProvenHead, told.notProven),
  ]
}
