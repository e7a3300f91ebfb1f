// A picture is decoded and written anew: what it was carrying besides its pixels (place, camera, another file's code)
// stays behind, and so does whatever was wrong with its structure.
import sharp from "sharp"

const MOST_PIXELS = 40_000_000
/** All of a HEIC's pixels are in memory at once; a telephone's picture has 12 or 24 million. */
const MOST_PIXELS_HEIC = 25_000_000

sharp.cache(false)
sharp.concurrency(1)

/** Tried in turn until the result is small enough: a PNG of a photograph may be larger than what came in. */
const WAYS = [{ png: { compressionLevel: 9 } }, { jpeg: 90 }, { jpeg: 75 }, { jpeg: 55 }]

const options = { limitInputPixels: MOST_PIXELS, failOn: "error", sequentialRead: true }

class TooManyPixels extends Error {}

const wayOf = (image, { png, jpeg }) =>
  png ? image.png(png) : image.flatten({ background: "#ffffff" }).jpeg({ quality: jpeg })

/** The picture written anew, or why it is not taken. */
export async function examine(bytes, kind, most) {
  try {
    const open = kind === "image/heic" ? await heic(bytes) : () => sharp(bytes, options).autoOrient()
    const ways = kind === "image/png" ? WAYS : WAYS.slice(1)
    for (const way of ways) {
      const made = await wayOf(open(), way).toBuffer()
      if (made.length <= most) return { mediaType: way.png ? "image/png" : "image/jpeg", bytes: made }
    }
    return { refused: "file_too_big" }
  } catch (error) {
    const isLarge = error instanceof TooManyPixels || /pixel limit/i.test(error.message)
    return { refused: isLarge ? "file_too_many_pixels" : "file_damaged" }
  }
}

/** Pixels of the first picture of a HEIC; libheif turns it as the camera was held. */
async function heic(bytes) {
  const { default: libheif } = await import("libheif-js/wasm-bundle.js")
  const [picture] = new libheif.HeifDecoder().decode(bytes)
  if (!picture) throw new Error("no picture")
  const [width, height] = [picture.get_width(), picture.get_height()]
  if (width * height > MOST_PIXELS_HEIC) throw new TooManyPixels()
  // Its own way to draw makes two more copies of all pixels, with a transparency nobody asked for.
  const { heif_colorspace_RGB: rgb, heif_chroma_interleaved_RGB: rows } = libheif
  const drawn = libheif.heif_js_decode_image2(picture.handle, rgb, rows)
  const [channel] = drawn?.channels ?? []
  if (!channel) throw new Error("not decoded")
  const raw = { width: channel.width, height: channel.height, channels: 3 }
  const pixels = unpadded(channel)
  return () => sharp(pixels, { raw })
}

function unpadded({ data, width, height, stride }) {
  const line = width * 3
  if (stride === line) return data.subarray(0, line * height)
  for (let row = 1; row < height; row += 1) data.copyWithin(row * line, row * stride, row * stride + line)
  return data.subarray(0, line * height)
}
