/**
 * Builds one app per run: `vite build --config web/vite.config.ts` builds the portal, `--mode <app>` another one.
 * (An app has its own base path, and Vite has one base path per build.)
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const web = dirname(fileURLToPath(import.meta.url))

/** Where the server serves each app. */
const basePaths = new Map([
  ['portal', '/start/'],
  ['console', '/console/'],
])

export default defineConfig(({ mode }) => {
  const app = basePaths.has(mode) ? mode : 'portal'
  const base = basePaths.get(app) ?? '/'
  return {
    root: join(web, app),
    base,
    publicDir: false,
    plugins: [firstPaint(base), fontFiles(), react()],
    build: {
      outDir: join(web, 'dist', app),
      emptyOutDir: true,
      target: 'es2022',
      // Data URIs would need `img-src data:` and `font-src data:` in the content security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      // React and the first page's components are needed together: cutting them apart would only add requests.
      chunkSizeWarningLimit: 800,
    },
  }
})

/**
 * Puts `kit/first-paint.js` into the head as a classic script: it runs before anything is painted, which a module script
 * does not, and being a file it needs no exception in the content security policy, which an inline script would.
 */
function firstPaint(base: string): Plugin {
  const file = join(web, 'kit/first-paint.js')
  return {
    name: 'portico-first-paint',
    apply: 'build',
    buildStart() {
      this.emitFile({ type: 'asset', name: 'first-paint.js', source: readFileSync(file) })
    },
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const built = Object.values(bundle ?? {}).find(f => f.type === 'asset' && f.names.includes('first-paint.js'))
        return built ? [{ tag: 'script', attrs: { src: base + built.fileName }, injectTo: 'head-prepend' }] : []
      },
    },
  }
}

/**
 * Cloudscape's global styles carry Open Sans in eight faces as data URIs: 170 kB that block the first paint although a
 * page uses two or three of the faces. As files they load when used, beside the text.
 */
function fontFiles(): Plugin {
  let cache = ''
  return {
    name: 'portico-font-files',
    enforce: 'pre',
    configResolved(config) {
      cache = join(config.cacheDir, 'fonts')
    },
    transform: {
      filter: { id: /global-styles\/index\.css$/ },
      handler(css, id) {
        mkdirSync(cache, { recursive: true })
        let count = 0
        return css.replaceAll(/src: url\('data:font\/woff2;base64,([^']+)'\)/g, (_match, data: string) => {
          const file = join(cache, `open-sans-${count++}.woff2`)
          writeFileSync(file, Buffer.from(data, 'base64'))
          return `font-display: swap; src: url('${relative(dirname(id), file)}')`
        })
      },
    },
  }
}
