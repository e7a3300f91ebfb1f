import type { Block } from "@/lib/letters/letter"
import { type Element, ensureRoom, line, pageHeight, type Sheet, soft } from "@/lib/letters/pdf/sheet"
import { heightOf, rule, type Style, text, widthOf, write } from "@/lib/letters/pdf/write"

type Table = Extract<Block, { kind: "table" }>
type Column = { title: string; x: number; width: number }
type Grid = { sheet: Sheet; element: Element; columns: Column[] }

const gutter = 14
const pad = 5.5
const head = text({ font: "strong", size: 8.5, lineGap: 1.5, colour: soft })
const body = text({ size: 9.5, lineGap: 2.5 })

const longestWord = (sheet: Sheet, phrase: string, style: Style): number => {
  // A word longer than this is broken anyway.
  const words = phrase.slice(0, 400).split(" ")
  return Math.max(...words.map((word) => widthOf(sheet, word, style)))
}

type Want = { title: string; least: number; most: number }

const wantsOf = (sheet: Sheet, { head: titles, rows }: Table, free: number): Want[] =>
  titles.map((title, i) => {
    const cells = rows.map((row) => row[i] ?? "")
    const least = [longestWord(sheet, title, head), ...cells.map((words) => longestWord(sheet, words, body))]
    const whole = cells.map((words) => widthOf(sheet, words.slice(0, 400), body))
    return {
      title,
      least: Math.min(Math.max(...least) + 1, free / titles.length),
      most: Math.max(...least, ...whole) + 1,
    }
  })

/**
 * Shares the width by what the columns hold: none narrower than its longest word while that is sensible, none wider
 * than its longest text while another is in need.
 */
const columnsOf = (sheet: Sheet, table: Table): Column[] => {
  const free = sheet.width - gutter * (table.head.length - 1)
  const wants = wantsOf(sheet, table, free)
  const spare = Math.max(0, free - wants.reduce((sum, { least }) => sum + least, 0))
  // Square roots, so that one long text does not squeeze the others.
  const need = wants.map(({ least, most }) => Math.sqrt(Math.max(0, most - least)))
  const needs = need.reduce((sum, one) => sum + one, 0)
  let x = sheet.left
  return wants.map(({ title, least }, i) => {
    const share = needs > 0 ? (need[i] ?? 0) / needs : 1 / wants.length
    const column = { title, x, width: least + spare * share }
    x += column.width + gutter
    return column
  })
}

const rowHeight = (
  sheet: Sheet,
  cells: readonly string[],
  columns: readonly Column[],
  style: Style,
): number =>
  Math.max(...columns.map(({ width }, i) => heightOf(sheet, cells[i] ?? "", style, width))) + pad * 2

/** One row across the columns; `tag` null draws it outside the reading order, as a head repeated on a new page is. */
const drawRow = (grid: Grid, cells: readonly string[], height: number, tag: "TH" | "TD" | null): void => {
  const { sheet, columns, element } = grid
  const style = tag === "TD" ? body : head
  const top = sheet.doc.y
  const cell = ({ x, width }: Column, i: number) =>
    write(sheet, cells[i] ?? "", style, { x, y: top + pad, width })
  if (tag === null) {
    sheet.artifact(() => {
      for (const [i, column] of columns.entries()) cell(column, i)
    })
  } else {
    const fill = (row: Element) => {
      for (const [i, column] of columns.entries()) sheet.tagged(tag, () => cell(column, i), row)
    }
    sheet.group("TR", fill, element)
  }
  sheet.doc.y = top + height
  rule(sheet, sheet.doc.y, tag === "TD" ? line : sheet.accent)
}

/** A row too tall to stand beside itself: its cells one below the other, each under its title, flowing over pages. */
const drawTallRow = ({ sheet, columns, element }: Grid, cells: readonly string[]): void => {
  const fill = (row: Element) => {
    for (const [i, { title }] of columns.entries())
      sheet.tagged(
        "TD",
        () => {
          write(sheet, title, head, { y: sheet.doc.y + pad })
          write(sheet, cells[i] ?? "", body)
        },
        row,
      )
  }
  sheet.group("TR", fill, element)
  sheet.doc.y += pad
  rule(sheet, sheet.doc.y, line)
}

/** Draws a table; its head comes again on each page, and no row is torn unless it is taller than half a page. */
export const drawTable = (sheet: Sheet, table: Table): void => {
  const { head: titles, rows } = table
  const columns = columnsOf(sheet, table)
  const headHeight = rowHeight(sheet, titles, columns, head)
  const tallest = pageHeight(sheet) / 2
  sheet.group("Table", (element) => {
    const grid = { sheet, element, columns }
    const first = rowHeight(sheet, rows[0] ?? [], columns, body)
    ensureRoom(sheet, headHeight + Math.min(first, tallest))
    drawRow(grid, titles, headHeight, "TH")
    for (const row of rows) {
      const height = rowHeight(sheet, row, columns, body)
      if (height > tallest) {
        drawTallRow(grid, row)
        continue
      }
      if (ensureRoom(sheet, height)) drawRow(grid, titles, headHeight, null)
      drawRow(grid, row, height, "TD")
    }
  })
  sheet.doc.x = sheet.left
  sheet.doc.y += 12
}
