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

/** What became of a file: whether it holds, what that proves and what it does not. */
export const Outcome = ({ name, told, texts }: { name: string; told: Told; texts: VerdictTexts }) => (
  <section className={styles[told.outcome]} aria-labelledby="outcome">
    <h2 id="outcome" className={styles.verdict}>
      <Icon name={told.outcome === "holds" ? "check" : "warning"} />
      {told.title}
    </h2>
    <p className={styles.name}>{name}</p>
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
