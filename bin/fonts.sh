#!/bin/sh
# Cuts Golos Text down to the letters the portal uses: Latin, Russian, Kyrgyz, punctuation.
# Wants fonttools and brotli (Debian: apt-get install fonttools python3-brotli). The results are
# committed, so this runs only when the font's version or the set of letters changes.
set -eu
cd "$(dirname "$0")/.."

from=node_modules/@expo-google-fonts/golos-text
to=public/fonts

# ASCII; the signs of Latin-1; Russian; Ңң Үү Өө; dashes, quotes, ellipsis, № and arrows. Other letters met
# in a name fall back to the system's face.
letters='U+0020-007E,U+00A0,U+00A7,U+00A9,U+00AB,U+00AD,U+00B0,U+00B1,U+00B7,U+00BB,U+00D7,U+0401,U+0410-044F,U+0451,U+04A2-04A3,U+04AE-04AF,U+04E8-04E9,U+2010-2014,U+2018-201A,U+201C-201E,U+2022,U+2026,U+202F,U+2030,U+2116,U+2190-2193,U+2212'

mkdir -p "$to"
for weight in 400Regular 600SemiBold; do
  number=$(printf %s "$weight" | cut -c1-3)
  pyftsubset "$from/$weight/GolosText_$weight.ttf" \
    --unicodes="$letters" --layout-features='kern,mark,mkmk,locl,ccmp,liga,tnum,lnum' \
    --flavor=woff2 --no-hinting --desubroutinize \
    --output-file="$to/golos-text-$number.woff2"
done
cp "$from/LICENSE_FONT" "$to/OFL.txt"
ls -l "$to"
