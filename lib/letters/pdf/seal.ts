import type { Sheet } from "@/lib/letters/pdf/sheet"

// The crown of a yurt (түндүк) from below, on a field of 48: the portal's mark as in app/_ui/mark.tsx.
const bows =
  "M32.5 9.9Q17.6 17.6 9.9 32.5M35.7 12.3L12.3 35.7M38.1 15.5Q30.4 30.4 15.5 38.1M38.1 32.5Q30.4 17.6 15.5 9.9M35.7 35.7L12.3 12.3M32.5 38.1Q17.6 30.4 9.9 15.5"
const sockets =
  "M27.0 5.3L27.1 4.5M32.6 7.2L32.9 6.4M37.4 10.6L37.9 10.1M40.8 15.4L41.6 15.1M42.7 21.0L43.5 20.9M42.7 27.0L43.5 27.1M40.8 32.6L41.6 32.9M37.4 37.4L37.9 37.9M32.6 40.8L32.9 41.6M27.0 42.7L27.1 43.5M21.0 42.7L20.9 43.5M15.4 40.8L15.1 41.6M10.6 37.4L10.1 37.9M7.2 32.6L6.4 32.9M5.3 27.0L4.5 27.1M5.3 21.0L4.5 20.9M7.2 15.4L6.4 15.1M10.6 10.6L10.1 10.1M15.4 7.2L15.1 6.4M21.0 5.3L20.9 4.5"
const field = 48

/** Draws the mark as lines, `size` points wide, its corner at `x`, `y`; decoration, so not read aloud. */
export const drawSeal = ({ doc, accent, artifact }: Sheet, x: number, y: number, size: number): void =>
  artifact(() => {
    doc
      .save()
      .translate(x, y)
      .scale(size / field)
      .lineCap("round")
      .strokeColor(accent)
    doc.circle(24, 24, 22).lineWidth(1.4).stroke()
    doc.circle(24, 24, 16.5).lineWidth(1.4).stroke()
    doc.path(bows).lineWidth(1.2).stroke()
    doc.path(sockets).lineWidth(1.2).stroke()
    doc.restore()
  })
