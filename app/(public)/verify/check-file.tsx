"use client"

import { type ReactNode, useState } from "react"
import { type BundleTexts, bundleWords, isZip } from "@/lib/receipts/bundle-words"
import { checkReceipt } from "@/lib/receipts/check-receipt"
import { readKey } from "@/lib/receipts/signed-note"
import { type Told, type VerdictTexts, verdictWords } from "@/lib/receipts/words"
import { Outcome } from "./outcome"
import { useScript } from "./use-script"
import styles from "./verify.module.css"

const MOST_BYTES = 100_000_000
/** A receipt alone is never this large; all of a request may be. */
const MOST_OF_RECEIPT = 1_000_000

type Props = {
  /** The keys believed here, as they are published. */
  keys: readonly string[]
  texts: VerdictTexts
  bundle: BundleTexts
  label: string
  hint: string
  checking: string
  tooLarge: string
  /** Shown where no script runs. */
  children: ReactNode
}

type State = { is: "empty" } | { is: "said"; text: string } | { is: "told"; name: string; told: Told }

/** Takes a file and checks it where it is: it is read by this page's script and goes nowhere. */
export const CheckFile = ({ keys, texts, bundle, label, hint, checking, tooLarge, children }: Props) => {
  const runs = useScript()
  const [state, setState] = useState<State>({ is: "empty" })
  const [over, setOver] = useState(false)
  const check = async (file: File | undefined) => {
    if (!file) return
    if (file.size > MOST_BYTES) return setState({ is: "said", text: tooLarge })
    setState({ is: "said", text: checking })
    const known = (await Promise.all(keys.map(readKey))).flatMap((key) => key ?? [])
    const bytes = new Uint8Array(await file.arrayBuffer())
    if (isZip(bytes)) {
      // Only whoever has such a file loads what opens it.
      const { checkBundle } = await import("@/lib/receipts/check-bundle")
      const told = bundleWords(await checkBundle(bytes, known), texts, bundle)
      return setState({ is: "told", name: file.name, told })
    }
    if (file.size > MOST_OF_RECEIPT) return setState({ is: "said", text: tooLarge })
    const told = verdictWords(await checkReceipt(bytes, known), texts)
    setState({ is: "told", name: file.name, told })
  }
  if (!runs) return children
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the field inside does the same by keyboard. */}
      <div
        className={over ? styles.dropOver : styles.drop}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          void check(event.dataTransfer.files[0])
        }}
      >
        <label htmlFor="receipt" className={styles.label}>
          {label}
        </label>
        <p id="receipt-hint" className={styles.hint}>
          {hint}
        </p>
        <input
          id="receipt"
          type="file"
          accept=".tlog-proof,.zip"
          aria-describedby="receipt-hint"
          className={styles.file}
          onChange={({ target }) => {
            void check(target.files?.[0])
            // So that the same file, changed meanwhile, is looked at again.
            target.value = ""
          }}
        />
      </div>
      <div role="status">
        {state.is === "said" && <p>{state.text}</p>}
        {state.is === "told" && <Outcome id="outcome" name={state.name} told={state.told} texts={texts} />}
      </div>
    </>
  )
}
