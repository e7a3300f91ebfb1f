import styles from "./letter-text.module.css"

const cells = (line: string): string[] =>
  line.split(/(?<!\\)\s\|\s/).map((cell) => cell.replaceAll("\\|", "|"))

const Table = ({ lines }: { lines: string[] }) => {
  const [head = "", ...rows] = lines
  return (
    <table className={styles.letterTable}>
      <thead>
        <tr>
          {cells(head).map((cell) => (
            <th key={cell} scope="col">
              {cell}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row}>
            {cells(row).map((cell, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two cells of a row may read alike
              <td key={i}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const Block = ({ text }: { text: string }) => {
  const lines = text.split("\n")
  if (text.startsWith("# ")) return <p className={styles.letterTitle}>{text.slice(2)}</p>
  if (text.startsWith("## ")) return <p className={styles.letterHead}>{text.slice(3)}</p>
  if (lines.length > 1 && lines.every((line) => line.includes(" | "))) return <Table lines={lines} />
  return <p className={styles.letterText}>{text.replace(/^> ?/gm, "")}</p>
}

/** The canonical text of a letter, the words that are hashed, laid out to be read. */
export const LetterText = ({ text, lang }: { text: string; lang: string }) => (
  <div className={styles.letter} lang={lang}>
    {text
      .trimEnd()
      .split("\n\n")
      .map((block, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a text that is only shown
        <Block key={i} text={block} />
      ))}
  </div>
)
