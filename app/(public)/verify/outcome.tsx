"use client"

import { Icon } from "@/app/_ui/icon"
import { SummaryList } from "@/app/_ui/summary-list"
import type { Told, VerdictTexts } from "@/lib/receipts/words"
import styles from "./verify.module.css"

const Lines = ({ title, lines }: { title: string; lines: readonly string[] }) =>
  lines.length > 0 && (
    <>
      <h3>{title}</h3>
      <ul className={styles.lines}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  )

type Props = { id: string; name?: string; told: Told; texts: VerdictTexts }

/** What became of a file, or of two: whether it holds, what that proves and what it does not. */
export const Outcome = ({ id, name, told, texts }: Props) => (
  <section className={styles[told.outcome]} aria-labelledby={id}>
    <h2 id={id} className={styles.verdict}>
      <Icon name={told.outcome === "holds" ? "check" : "warning"} />
      {told.title}
    </h2>
    {name && <p className={styles.name}>{name}</p>}
    <Lines title={texts.faultsHead} lines={told.faults} />
    <Lines title={texts.provenHead} lines={told.proven} />
    {told.content.length > 0 && (
      <>
        <h3>{texts.contentHead}</h3>
        <SummaryList rows={told.content} />
      </>
    )}
    <Lines title={texts.notProvenHead} lines={told.notProven} />
  </section>
)
