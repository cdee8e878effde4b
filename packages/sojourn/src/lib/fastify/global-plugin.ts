import type { FastifyPluginCallback } from 'fastify'

/** Lets what the plugin adds reach the application around it. */
export function globalPlugin(plugin: FastifyPluginCallback): FastifyPluginCallback {
  return Object.assign(plugin, { [Symbol.for('skip-override')]: true })
}
