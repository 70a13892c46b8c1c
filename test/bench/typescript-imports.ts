// Preloaded with `node --import`: lets Node run the project's TypeScript as it is written. Node
// strips the types itself and changes nothing else, so that what is timed has not been through a
// bundler; it only does not find `x.ts` where an import says `x.js`, as TypeScript wants it said.
import { existsSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

registerHooks({
  resolve(specifier, context, nextResolve) {
    const { parentURL } = context
    if (parentURL !== undefined && /^\.\.?\/.*\.js$/.test(specifier)) {
      const source = new URL(`${specifier.slice(0, -'.js'.length)}.ts`, parentURL)
      // Installed packages ship no TypeScript beside their JavaScript, declarations aside.
      if (!source.pathname.includes('/node_modules/') && existsSync(fileURLToPath(source))) {
        return nextResolve(source.href, context)
      }
    }
    return nextResolve(specifier, context)
  },
})
