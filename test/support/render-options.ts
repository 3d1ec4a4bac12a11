import type { RenderOptions } from '../../src/render/types.js'

export const OPTIONS: RenderOptions = {
  color: false,
  unicode: true,
  width: 100,
  reportUrl: 'https://reports.example.com/r.html?a=1&b=<2>|3',
}
