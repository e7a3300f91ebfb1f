import type { Block, Letter } from "@/lib/letters/letter"
import styles from "./letter.module.css"

/* Blocks and their lines are told apart by where they stand: a letter never changes. */
const Rows = ({ head, rows }: { head: readonly string[]; rows: readonly (readonly string[])[] }) => (
  <ol className={styles.rows}>
    {rows.map((row, i) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: see above
      <li key={i} className={styles.record}>
        <dl>
          {row.map((cell, n) => (
            <div key={head[n]}>
              <dt>{head[n]}</dt>
              <dd>{cell}</dd>
            </div>
          ))}
        </dl>
      </li>
    ))}
  </ol>
)

const LetterBlock = ({ block }: { block: Block }) => {
  switch (block.kind) {
    case "parties":
      return (
        <dl className={styles.parties}>
          {block.rows.map(({ label, lines }) => (
            <div key={label}>
              <dt>{label}</dt>
              {lines.map((line) => (
                <dd key={line}>{line}</dd>
              ))}
            </div>
          ))}
        </dl>
      )
    case "heading":
      return <h4>{block.text}</h4>
    case "paragraph":
      return <p>{block.text}</p>
    case "quote":
      return (
        <div>
          <p>{block.label}:</p>
          <blockquote className={styles.quote}>{block.text}</blockquote>
        </div>
      )
    case "list":
      return (
        <ul>
          {block.items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      )
    case "table":
      return <Rows head={block.head} rows={block.rows} />
    case "signature":
      return (
        <dl className={styles.signature}>
          {block.rows.map(({ label, value }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )
  }
}

/** The letter to its last word, as it is stored and signed. Its title is a heading of the third level. */
export const LetterView = ({ letter }: { letter: Letter }) => (
  <article className={styles.letter} lang={letter.language}>
    <h3>{letter.title}</h3>
    {letter.blocks.map((block, i) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: see above
      <LetterBlock key={i} block={block} />
    ))}
  </article>
)
