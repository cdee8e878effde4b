import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ['@sojourn/source', 'module', 'browser', 'default'] },
  build: {
    // The server sends a content security policy without `data:` for anything but pictures.
    assetsInlineLimit: 0,
    // Every browser that is sent this understands modules.
    modulePreload: { polyfill: false },
    license: { fileName: 'licences.md' },
  },
})
