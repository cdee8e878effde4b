import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

export default defineConfig({
  plugins: [react(), paintOnce()],
  resolve: { conditions: ['@sojourn/source', 'module', 'browser', 'default'] },
  build: {
    // The server sends a content security policy without `data:` for anything but pictures.
    assetsInlineLimit: 0,
    // Every browser that is sent this understands modules.
    modulePreload: { polyfill: false },
    license: { fileName: 'licences.md' },
  },
})

/** Lets the browser wait with its first picture for the script: there is none without it, and it knows the colours. */
function paintOnce(): Plugin {
  return {
    name: 'paint-once',
    transformIndexHtml: {
      order: 'post',
      handler: (html) => html.replace('<script type="module"', '<script type="module" blocking="render"'),
    },
  }
}
