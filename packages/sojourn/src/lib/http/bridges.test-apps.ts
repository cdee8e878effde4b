import { startExpress } from './bridges.test-express.ts'
import { startFastify } from './bridges.test-fastify.ts'
import { startHono } from './bridges.test-hono.ts'
import { startNode } from './bridges.test-node.ts'
import type { StartApp } from './bridges.test-running.ts'

/** The application on each framework. */
export const apps: Readonly<Record<'express' | 'fastify' | 'hono' | 'node', StartApp>> = {
  express: startExpress,
  fastify: startFastify,
  hono: startHono,
  node: startNode,
}
