"use client"

import { type ReactNode, useState, useSyncExternalStore } from "react"
import { checkReceipt } from "@/lib/receipts/check-receipt"
import { readKey } from "@/lib/receipts/signed-note"
import { type Told, type VerdictTexts, verdictWords } from "@/lib/receipts/words"
import { Outcome } from "./outcome"
import styles from "./verify.module.css"

const MOST_BYTES = 1_000_000

type Props = {
  /** The keys believed here, as they are published. */
  keys: readonly string[]
  texts: VerdictTexts
  label: string
  hint: string
  checking: string
  tooLarge: string
  /** Shown where no script runs. */
  children: ReactNode
}

type State = { is: "empty" } | { is: "said"; text: string } | { is: "told"; name: string; told: Told }

const never = () => () => undefined

/** Takes a file and checks it where it is: it is read by this page's script and goes nowhere. */
export const CheckFile = ({ keys, texts, label, hint, checking, tooLarge, children }: Props) => {
  const runs = useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
  const [state, setState] = useState<State>({ is: "empty" })
  const [over, setOver] = useState(false)
  const check = async (file: File | undefined) => {
    if (!file) return
    if (file.size > MOST_BYTES) return setState({ is: "said", text: tooLarge })
    setState({ is: "said", text: checking })
    const known = await Promise.all(keys.map(readKey))
    const bytes = new Uint8Array(await file.arrayBuffer())
    const verdict = await checkReceipt(
      bytes,
      known.flatMap((key) => key ?? []),
    )
    setState({ is: "told", name: file.name, told: verdictWords(verdict, texts) })
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
          accept=".tlog-proof"
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
        {state.is === "told" && <Outcome name={state.name} told={state.told} texts={texts} />}
      </div>
    </>
  )
}
