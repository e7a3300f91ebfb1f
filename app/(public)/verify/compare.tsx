"use client"

import { type FormEvent, type ReactNode, useState } from "react"
import { Button } from "@/app/_ui/button"
import { TextArea } from "@/app/_ui/field"
import { type AskProof, compareCheckpoints } from "@/lib/receipts/compare-checkpoints"
import { type CompareTexts, compareWords } from "@/lib/receipts/compare-words"
import { readKey } from "@/lib/receipts/signed-note"
import type { Told, VerdictTexts } from "@/lib/receipts/words"
import { Outcome } from "./outcome"
import { useScript } from "./use-script"
import styles from "./verify.module.css"

/** A checkpoint is a few hundred bytes, a receipt a few thousand. */
const MOST_BYTES = 1_000_000

type Words = Record<
  "first" | "firstHint" | "second" | "secondHint" | "file" | "file2" | "submit" | "working" | "away",
  string
>

type Props = {
  keys: readonly string[]
  texts: CompareTexts
  heads: VerdictTexts
  words: Words
  /** Shown where no script runs. */
  children: ReactNode
}

/** What the portal publishes at an address; null where nothing is there. Throws while it does not answer. */
async function publishedAt(address: string): Promise<string | null> {
  const answer = await fetch(address)
  if (answer.ok) return answer.text()
  if (answer.status === 404) return null
  throw new Error(`the portal answered ${answer.status}`)
}

function typedIn(form: HTMLFormElement, name: string): string {
  const box = form.elements.namedItem(name)
  return box instanceof HTMLTextAreaElement ? box.value.trim() : ""
}

const proofBetween: AskProof = (from, to) => publishedAt(`/ledger/consistency/${from}/${to}`)

/** Takes two checkpoints and compares them where they are; the portal is asked for the hashes between them alone. */
export const Compare = ({ keys, texts, heads, words, children }: Props) => {
  const runs = useScript()
  const [said, setSaid] = useState<string | Told | null>(null)
  if (!runs) return children
  const compare = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const [first, second] = [typedIn(event.currentTarget, "first"), typedIn(event.currentTarget, "second")]
    setSaid(words.working)
    try {
      const known = (await Promise.all(keys.map(readKey))).flatMap((key) => key ?? [])
      const other = second || ((await publishedAt("/ledger/checkpoint")) ?? "")
      setSaid(compareWords(await compareCheckpoints([first, other], known, proofBetween), texts))
    } catch {
      setSaid(words.away)
    }
  }
  return (
    <>
      <form className={styles.compare} onSubmit={compare}>
        <TextArea name="first" rows={5} label={words.first} hint={words.firstHint} />
        <FromFile into="first" label={words.file} />
        <TextArea name="second" rows={5} label={words.second} hint={words.secondHint} />
        <FromFile into="second" label={words.file2} />
        <Button>{words.submit}</Button>
      </form>
      <div role="status">
        {typeof said === "string" && <p>{said}</p>}
        {said && typeof said !== "string" && <Outcome id="compared" told={said} texts={heads} />}
      </div>
    </>
  )
}

/** Puts a file's text into the box of that name, where it can be seen. */
const FromFile = ({ into, label }: { into: string; label: string }) => (
  <input
    type="file"
    aria-label={label}
    accept=".txt,.tlog-proof,text/plain"
    className={styles.file}
    onChange={async ({ target }) => {
      const file = target.files?.[0]
      const box = target.form?.elements.namedItem(into)
      if (file && file.size <= MOST_BYTES && box instanceof HTMLTextAreaElement) box.value = await file.text()
      target.value = ""
    }}
  />
)
