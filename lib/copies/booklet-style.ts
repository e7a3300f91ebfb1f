/** The booklet's own sheet: nothing is fetched, so it reads the same offline, on a phone and on paper. */
export const bookletStyle = (accent: string): string => `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 52rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff; overflow-wrap: anywhere; }
h1 { font-size: 1.75rem; line-height: 1.2; }
h2 { margin-top: 2.5rem; padding-top: 0.5rem; border-top: 3px solid ${accent}; font-size: 1.35rem; }
h3 { font-size: 1.05rem; margin-bottom: 0.25rem; }
a { color: #10447a; }
a:focus-visible { outline: 3px solid #10447a; outline-offset: 2px; }
ul { padding-left: 1.25rem; }
.note { color: #4a4a4a; font-size: 0.9rem; }
table { width: 100%; border-collapse: collapse; margin: 0.75rem 0; font-size: 0.95rem; }
caption { text-align: left; font-weight: bold; padding-bottom: 0.25rem; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.5rem; border-bottom: 1px solid #8a8a8a; }
tbody + tbody { border-top: 2px solid #4a4a4a; }
th { font-weight: 600; }
dl { margin: 0; }
dt { font-weight: 600; }
dd { margin: 0 0 0.25rem 1rem; }
img { display: block; max-width: 100%; max-height: 20rem; border: 1px solid #8a8a8a; }
@media (max-width: 36rem) {
  thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  tr, th, td { display: block; border: 0; padding: 0.1rem 0; }
  tr { border-bottom: 1px solid #8a8a8a; padding: 0.4rem 0; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  nav { display: none; }
  h2, h3, caption { break-after: avoid; }
  tr, img { break-inside: avoid; }
  a { color: inherit; text-decoration: none; }
}
`
